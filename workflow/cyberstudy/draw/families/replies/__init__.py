"""Who replied and who they are, what they left blank, and what became of their forms."""
