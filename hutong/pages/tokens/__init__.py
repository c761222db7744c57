"""The tokens of other systems: asked for by one security administrator, approved by another."""
