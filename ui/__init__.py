"""The window: shows, asks and listens. All that is decided is decided in ``annotator``."""
