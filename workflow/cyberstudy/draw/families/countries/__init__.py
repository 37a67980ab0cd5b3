"""Countries, as experts name them, as States answer, and both compared."""
