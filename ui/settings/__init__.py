"""Preferences of one person, and what a supervisor lets the project hide."""
