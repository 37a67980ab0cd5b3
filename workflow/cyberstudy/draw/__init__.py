"""Stage 7, draw: an exhibit is figure + data + caption + alt text as one object."""
