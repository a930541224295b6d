"""Backups of a project, what differs from them, and recovery of a damaged file."""
