"""What the work is made of: frozen dataclasses that use the standard library only."""
