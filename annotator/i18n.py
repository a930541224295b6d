"""The one place that texts for people pass through, for the window and the terminal alike.

The program speaks English; a catalogue can be added in ``resources/locale`` without touching any text.
"""

from __future__ import annotations

import gettext

from annotator.paths import resource

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use_language(code: str) -> None:
    """Translate into this language from now on; English where there is no catalogue for it."""
    global _catalogue
    _catalogue = gettext.translation("annotator", resource("locale"), [code], fallback=True)


def _(text: str) -> str:
    """Return the text in the user's language."""
    return _catalogue.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the singular or the plural text for this count; the caller formats the number in."""
    return _catalogue.ngettext(one, many, count)


def N_(text: str) -> str:
    """Mark a text at module level; it is translated where it is shown."""
    return text
