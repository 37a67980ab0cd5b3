"""The ground: what a table is, what an answer's status means, and how both are stored."""
