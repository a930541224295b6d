"""The page of the register of entities."""
