"""What a copied stretch of text is handed to the clipboard as."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QStringListModel


def plain_text(text: str) -> QMimeData:
    """Return the text for the clipboard or a drag, letter by letter; whoever takes it owns it.

    The clipboard may outlive Python, and an object that Python has made brings the process down when it is deleted after that. So Qt
    makes this one: a model's is the only plain one that it hands out.
    """
    model = QStringListModel([""])
    data = model.mimeData([model.index(0)])
    data.clear()
    data.setText(text)
    return data
