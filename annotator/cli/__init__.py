"""The commands: the twin of the windows in the terminal."""
