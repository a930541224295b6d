"""What the program can do: one module per kind of work, each function takes a Project."""
