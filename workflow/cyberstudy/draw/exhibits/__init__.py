"""The kinds of exhibits; each module draws one kind, with ``draw(view) -> Drawn``."""
