"""annotator: read the news, mark who claims what, and know how far coders agree.

The public Python API::

    import annotator
    with annotator.open_project("study.annot") as project: ...
    frames = annotator.load_frames("study.annot")
"""

__version__ = "0.1.0"
