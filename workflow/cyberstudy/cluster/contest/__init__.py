"""Are there types at all: classes against one continuum, and the verdict on them."""
