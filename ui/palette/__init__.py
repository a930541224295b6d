"""Find, go to or run: one field for every command, category, value and article."""
