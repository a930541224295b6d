"""Which language a text is in."""

from __future__ import annotations

FEWEST_LETTERS = 25  # below this the identifier guesses; "OK" or a lone name is in no language
_ENOUGH = 4000  # characters; more do not change the answer


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language that most of the text is in, "" if it is too short to tell."""
    sample = text[:_ENOUGH]
    if not _tells_enough(sample):
        return ""
    import py3langid

    code, _score = py3langid.classify(sample)
    return str(code)


def _tells_enough(sample: str) -> bool:
    """Return whether there are letters enough; one ideograph says as much as a short word."""
    letters = 0
    for character in sample:
        letters += character.isalpha() + 3 * ("\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7af")
        if letters >= FEWEST_LETTERS:
            return True
    return False
