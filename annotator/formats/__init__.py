"""File formats: one file each, found by the registry."""
