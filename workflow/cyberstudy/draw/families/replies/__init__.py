"""Who replied and who they are, what they left blank, and how their forms are accounted for."""
