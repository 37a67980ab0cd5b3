"""What was asked, and how its exports are laid out: form, routing, layout, settings."""
