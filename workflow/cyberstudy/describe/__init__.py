"""Stage 4, describe: counts first; every share with its base, every estimate with its interval."""
