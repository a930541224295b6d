"""The parts of the welcome page."""
