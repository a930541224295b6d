"""Texts and places in them: bytes to text, positions, words and sentences, regions, names.

Nothing here knows a project, a file or a window: everything takes a string (or bytes) and returns things.
"""
