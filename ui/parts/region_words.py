"""What the kinds of region are called; a kind of the project's own goes by its id."""

from __future__ import annotations

from annotator.i18n import N_, _

_NAMES = {
    "furniture": N_("furniture"), "headline": N_("headline"), "headline_copy": N_("headline copy"), "subhead": N_("subhead"),
    "body": N_("body"), "dateline": N_("dateline"), "byline": N_("byline"), "caption": N_("caption"),
}  # fmt: skip


def region_name(kind: str) -> str:
    """Return a kind of region as menus and sentences call it."""
    return _(_NAMES[kind]) if kind in _NAMES else kind.replace("_", " ")


def gutter_name(kind: str) -> str:
    """Return a kind of region as it stands beside the text, where there is little room."""
    return _("copy") if kind == "headline_copy" else region_name(kind)


def region_names() -> dict[str, str]:
    """Return what the gutter calls the kinds of region that we know."""
    return {kind: gutter_name(kind) for kind in _NAMES if kind != "body"}
