"""What a file looks like in each encoding it could be in: the choice that the import window offers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotator.text.decoding import UndecodableText, decode, encoding_named

LABELS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "koi8-r": "KOI8-R",
    "cp866": "IBM 866",
    "mac-roman": "Mac Roman",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp932": "Shift JIS",
    "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
}
_MULTI_BYTE = {"gb18030", "big5", "cp932", "euc_jp", "cp949", "utf-16-le", "utf-16-be"}
_LOOK_AT = 200_000  # bytes or characters; signs beyond would not change the order
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROLS = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffd-\uffff]")
_MIXED_SCRIPTS = re.compile(
    "[A-Za-zÀ-ž][\u0370-\u06ff]|[\u0370-\u06ff][A-Za-zÀ-ž]"
    "|[\u0370-\u03ff][\u0400-\u06ff]|[\u0400-\u04ff][\u0370-\u03ff\u0590-\u06ff]"
)
_ACCENTS_IN_A_ROW = re.compile("[À-ÖØ-öø-ÿĀ-ž]{3,}")
_SIGN_IN_WORD = re.compile(
    "(?<=[A-Za-zÀ-ž])[¡-©«-´¶-¹»-¿×÷‚„†‡ˆ‰‹›•˜™](?=[A-Za-zÀ-ž])"
    "|(?<=[a-zß-ž])[¹³¿£¶¼¾](?=[\\s,.])|(?<=\\s)[³¹](?=[a-z])"
)
_CASE_INSIDE_OUT = re.compile("[а-яёa-zα-ω][А-ЯЁΑ-Ω]|[a-z][À-ÖØ-Þ]|[─-▟]")
_IDEOGRAPH_IN_LATIN = re.compile("[A-Za-z][\u3400-\u9fff]|[\u3400-\u9fff][A-Za-z]")
_SPACED_IDEOGRAPHS = re.compile("(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_KANA = re.compile("[\u3041-\u30fa]")
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_TWO_LETTERS_IN_ONE_UNIT = re.compile("[\u2020-\u7e7e]")
_FOREIGN_WORD = re.compile(r"\S*[^\x00-\x7f]\S*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One encoding that bytes could be in: ``valid`` without a bad byte, ``sure`` without asking.

    ``unlikely`` counts signs of a wrong choice (``â€œ``, control characters, scripts mixed within a word);
    ``sample`` shows the words in which the encodings differ.
    """

    encoding: str
    label: str
    valid: bool
    sure: bool
    unlikely: int
    sample: str


def candidates(data: bytes, declared: str | None = None) -> list[Candidate]:
    """Return the encodings to choose from, the likeliest first, those with a bad byte last (UTF-8 and UTF-16 only)."""
    sure = _sure_encoding(data, declared)
    names = list(LABELS)
    guess = _guess(data)
    for extra in (sure, guess):
        if extra and extra not in names:
            names.append(extra)
    found = [_candidate(data, name, name == sure) for name in names]
    shown = [one for one in found if one.valid or one.encoding in ("utf-8", "utf-16-le")]
    return sorted(shown, key=lambda one: (not one.sure, not one.valid, one.unlikely, *_preference(one.encoding, guess, names)))


def _preference(encoding: str, guess: str | None, names: list[str]) -> tuple[bool, bool, int]:
    """Among equals UTF-8 and Windows-1252, then the statistical guess, then our order."""
    return encoding not in ("utf-8", "cp1252"), encoding != guess, names.index(encoding)


def _sure_encoding(data: bytes, declared: str | None) -> str:
    try:
        return decode(data, declared=declared).encoding
    except UndecodableText:
        return ""


def _guess(data: bytes) -> str | None:
    if data.isascii():
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_LOOK_AT], steps=5, chunk_size=512).best()
    return encoding_named(best.encoding) if best is not None else None


def _candidate(data: bytes, name: str, sure: bool) -> Candidate:
    label = LABELS.get(name, name.upper().replace("_", "-"))
    try:
        text = decode(data, encoding=name).text
    except UndecodableText:
        shown = data[:_LOOK_AT].decode(name, errors="replace")
        return Candidate(name, label, False, False, _unlikely(data, shown, name), _sample(shown))
    return Candidate(name, label, True, sure, 0 if sure else _unlikely(data, text, name), _sample(text))


def _unlikely(data: bytes, text: str, name: str) -> int:
    text = text[:_LOOK_AT]
    if text.isascii():
        return len(_CONTROLS.findall(text))
    signs = sum(len(pattern.findall(text)) for pattern in (_CONTROLS, _MIXED_SCRIPTS, _ACCENTS_IN_A_ROW, _SIGN_IN_WORD, _CASE_INSIDE_OUT))
    if name not in _MULTI_BYTE and name not in ("utf-8", "cp866"):  # in IBM 866 Russian letters make such sequences
        signs += len(_UTF8_SEQUENCE.findall(data[:_LOOK_AT]))
    if name in _MULTI_BYTE:
        signs += len(_IDEOGRAPH_IN_LATIN.findall(text)) + len(_HALF_WIDTH.findall(text)) + len(_SPACED_IDEOGRAPHS.findall(text))
    if name in ("gb18030", "big5"):
        signs += len(_KANA.findall(text))
    if name == "gb18030":  # modern texts keep to the 6,763 characters of GB 2312
        signs += sum(_beyond(character, "gb2312") for character in _IDEOGRAPH.findall(text))
    elif name == "cp949":  # Korean news is written in Hangul
        signs += len(_IDEOGRAPH.findall(text))
    elif name.startswith("utf-16"):
        signs += sum(0x20 <= ord(unit) & 0xFF <= 0x7E for unit in _TWO_LETTERS_IN_ONE_UNIT.findall(text))
    return signs


def _beyond(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return True
    return False


def _sample(text: str) -> str:
    """Return the first words beyond ASCII, in which encodings differ, else the beginning."""
    words = [match.group()[:24] for match, _ in zip(_FOREIGN_WORD.finditer(text[:_LOOK_AT]), range(4), strict=False)]
    shown = " … ".join(words) if words else text[:60]
    return "".join(character if character.isprintable() else " " for character in shown).strip()
