"""Stage 1, verify: the bytes are those received."""
