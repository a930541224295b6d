"""What is dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def paths_of(data: QMimeData) -> list[Path]:
    """Return the local files and folders that are dragged; anything else is left alone and nothing is fetched."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
