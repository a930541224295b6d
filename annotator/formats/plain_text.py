"""Plain text: one file, one article."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.formats.base import LONGEST_TEXT, Format, Found, ImportProblem, Options, Source, looks_like_text, too_long
from annotator.i18n import N_, _
from annotator.model.article import ArticleDraft


def read(source: Source, options: Options) -> Iterator[Found]:
    """Yield the article that is the whole file; its id in the source is the file's name."""
    decoded = source.decoded(options)
    if not decoded.text.strip():
        yield ImportProblem(source.path, "", _("the file holds nothing but white space"))
    elif len(decoded.text) > LONGEST_TEXT:
        yield ImportProblem(source.path, "", too_long(len(decoded.text)))
    else:
        yield ArticleDraft(
            text=decoded.text,
            source_id=source.name,
            file_name=source.name,
            raw=source.data,
            encoding=decoded.encoding,
            line_ends=decoded.line_ends,
        )


FORMAT = Format(key="plain_text", name=N_("Plain text"), suffixes=(".txt", ".text", ".md"), read=read, sniff=looks_like_text)
