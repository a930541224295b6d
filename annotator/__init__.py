"""annotator: read the news, mark who claims what, and know how far coders agree.

The public Python API::

    import annotator
    with annotator.open_project("study.annot") as project: ...
    frames = annotator.load_frames("study.annot")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.frames import load_frames
    from annotator.project import Project, open_project

__version__ = "0.1.0"
__all__ = ["Project", "__version__", "load_frames", "open_project"]


def __getattr__(name: str) -> Any:
    """Import the parts of the API only when they are asked for, so that a start of the program waits for none of them."""
    if name == "load_frames":
        from annotator.frames import load_frames

        return load_frames
    if name in ("Project", "open_project"):
        from annotator import project

        return getattr(project, name)
    raise AttributeError(f"module 'annotator' has no attribute {name!r}")
