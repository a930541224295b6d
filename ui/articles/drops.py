"""What is dropped on the window or pasted into it: files, folders, or a text."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QMimeData

from annotator.text.duplicates import text_hash

_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article)\b", re.I | re.S)


def paths_of(data: QMimeData | None) -> list[Path]:
    """Return the local files and folders that are dragged; anything else is left alone and nothing is fetched."""
    return [] if data is None else [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def is_wanted(data: QMimeData | None) -> bool:
    """Return whether something here can be imported: files, or a text that is not the address of something elsewhere."""
    if data is None:  # an empty clipboard, on some systems
        return False
    return bool(paths_of(data)) or (not data.hasUrls() and bool(_text_of(data).strip()))


def _text_of(data: QMimeData) -> str:
    """Return what was copied as text; where there is only HTML, or the text is the source of a page, that."""
    return data.text() if data.hasText() and data.text().strip() else data.html()


class LooseTexts:
    """Texts without a file, kept as files for as long as the import lasts."""

    def __init__(self) -> None:
        self._folder: TemporaryDirectory[str] | None = None

    def paths_of(self, data: QMimeData | None) -> list[Path]:
        """Return the files that are dragged or copied, or a file with the text; the same text gives the same name."""
        if data is None or not is_wanted(data):
            return []
        return paths_of(data) or [self._written(_text_of(data))]

    def _written(self, text: str) -> Path:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="annotator-", ignore_cleanup_errors=True)
        suffix = "html" if _HTML.match(text) else "txt"
        path = Path(self._folder.name) / f"pasted-{text_hash(text)[:8]}.{suffix}"
        path.write_bytes(text.encode("utf-8"))
        return path

    def forget(self) -> None:
        """Take the files away."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
