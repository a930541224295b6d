"""What one line of a page is by its own words: furniture, byline, caption, navigation."""

from __future__ import annotations

import re
from functools import lru_cache

from annotator.text.lexicon import entries, keyed, plain

_SHORT = 100
_EDGES = "0123456789०१२३४५६७८९ .:!?…,|»›>«‹<→←↑•·*-–—/()[]（）【】{}\"“”'▶►▲▼★☆✓#+\u00a0\u200b\u200e\u200f\ufeff"
_ADDRESS_ONLY = re.compile(r"^(?:https?://\S+|www\.\S+|\S+@\S+\.\w+|[@#][\w_]+(?:\s+[@#][\w_]+)*)$", re.I)
_SEPARATOR = re.compile(r"\s*[|›»>•·→❯/]\s*")
_CREDIT_AT_END = re.compile(
    r"""(?:
      [(\[] (?:[^()\[\]]{0,40}\b)? (?:
          (?:AP|AFP|EPA|dpa|Reuters|REUTERS|Getty|EFE|ANSA|KCNA|Xinhua|TASS)\b[^()\[\]]{0,40}
        | (?:File\ )?[Pp]hoto[^()\[\]]{0,40}
        | Foto:[^()\[\]]{0,40} ) [)\]]
      | \bREUTERS/[\w\ .-]+
      | \bGetty\ Images
      | [|/]\ ?(?:Photo|Foto):\ ?[\w\ .-]+
      | /(?:AP|AFP|EPA|dpa)(?:\ Images|\ Photo)?
    )$""",
    re.X,
)
_CREDIT_ENDS = (")", "]", "Getty Images")
_AGENCY_IN_TEXT = re.compile(r"\b(?:via|Photo|photo|file|File|Images|Handout|handout|pool|Pool|Foto|/)")
_OFFICE = re.compile(
    r"\b(?:staff writer|staff|writer|correspondent|reporter|korrespondent(?:in)?|editor|redakteur(?:in)?|journalist(?:in)?)\b", re.I
)
_AGO = re.compile(
    r"^(?:(?:vor|il y a|hace|há|prima|منذ|قبل)\s+)?(?:\d{1,2}|an?|one|einer?|une?|una?)\s?"
    r"(?:(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|m|h|d)\s+ago|sekunden|minuten?|stunden?|tage?n?|wochen?|monate?n?"
    r"|heures?|jours?|semaines?|mois|minutos?|horas?|días?|dias?|semanas?|meses|ore fa|minuti fa|giorni fa|uur geleden|dagen geleden"
    r""
    r"|часов назад|часа назад|час назад|минут назад|дней назад|ساعات|ساعة|دقيقة|دقائق|يوم|أيام"
    r"|घंटे पहले|मिनट पहले|दिन पहले|घण्टा अगाडि|मिनेट अगाडि|दिन अगाडि"
    r"|小时前|分钟前|天前|小時前|分鐘前|時間前|分前|日前|시간 전|분 전|일 전)$"
)
_NAME_WORD = re.compile(r"^[^\W\d_][\w.’'-]*$")
_REPORTING = re.compile(
    r"^[(（\[]?\s*(?:(?:additional )?reporting|writing|editing|compiled|edited|written|with (?:reporting|contributions|additional)"
    r"|con información|avec (?:afp|reuters)|mit (?:material|informationen)|редактор)\b"
    r"[^.]{0,40}\b(?:by|von|de|par|afp|reuters|dpa)\b|^[(（](?:责编|编辑|完)",
    re.I,
)


_CLAUSE = re.compile("[，。：；！？।؟]")
_FROM_PLACE = re.compile(r"^Reporting from [A-Z][\w ,.-]{2,40}$")


def is_furniture(line: str) -> bool:
    """Return whether the words of the line alone say that it is no part of the article."""
    start = plain(line[:_SHORT])
    if _begins_with(start, "furniture_always"):
        return True
    if len(line) > _SHORT:
        return False
    if _is_label(start) or (len(line) < 60 and _all_labels(start)):
        return True
    if _ADDRESS_ONLY.match(line) or (len(line) <= 24 and _AGO.match(start)) or not any(character.isalnum() for character in line):
        return True
    return line[-1] not in ".。।؟!?" and _begins_with(start, "furniture_starts")


def is_tail_start(line: str) -> bool:
    """Return whether links to other articles, comments or the foot of the page follow the line."""
    return len(line) <= 60 and _label(plain(line)) in entries("tail_starts")


def is_navigation(line: str, *, alone: bool) -> bool:
    """Return whether the line is a row of section names or a path to the page ("Home | World | Politics").

    With ``alone`` a single section name is one too.
    """
    if len(line) > 200:
        return False
    labels = [_label(part) for part in _SEPARATOR.split(plain(line)) if part]
    if len(labels) == 1:
        return (alone and labels[0] in entries("sections")) or _all_sections(labels[0])
    known = sum(label in entries("sections") or label in entries("furniture_lines") for label in labels)
    short = all(len(label) <= 28 for label in labels)
    if len(labels) == 2:
        return known == 2 or (known == 1 and alone and short)
    return short and known * 2 >= len(labels) > 0


def is_caption(line: str) -> bool:
    """Return whether the line describes or credits a picture."""
    start = plain(line[:60]).lstrip("[(（▲")
    if _begins_with(start, "caption_starts"):
        return True
    tail = line[-120:]
    if not (tail.endswith(_CREDIT_ENDS) or "/" in tail or "|" in tail):
        return False  # no form of a credit without one of these
    credit = _CREDIT_AT_END.search(tail)
    return credit is not None and (len(line) < 400 and bool(_AGENCY_IN_TEXT.search(credit.group())))


def byline_of(line: str, language: str = "") -> str | None:
    """Return the names of a byline without what introduces them, None if the line is no byline, "" if it names nobody.

    ``language`` (ISO 639-1, "" if unknown) keeps the little words of other languages from opening one.
    """
    if len(line) > 160:
        return None
    if _FROM_PLACE.match(line):
        return ""
    if _REPORTING.match(line):
        return line.strip("()[]（） .")
    start = plain(line)
    for prefix, languages in _byline_starts_with(start.lstrip("(（")):
        if language and not languages & {"*", "en", language}:
            continue
        names = line.lstrip("(（")[len(prefix) :].strip(" :：/／)）.")
        behind = line.lstrip("(（")[len(prefix) : len(prefix) + 1]
        if prefix[-1] > "\u2e80" and prefix[-1].isalpha() and behind not in (":", "：", "/", "／", " ", "\u3000"):
            continue  # unspaced scripts: 记者从外交部获悉 is no byline
        marked = prefix[-1] in ":：/／・＝" or behind in (":", "：", "/")
        if names and (_are_names(names) or (marked and len(names) <= 60 and line[-1] not in "。।؟!?")):
            return names
    return None


def author_of(line: str) -> str | None:
    """Return the name in a line such as "Jane Doe, Staff Writer", None for any other line.

    Only for lines below a headline: a headline may end with "reporter" too.
    """
    office = _OFFICE.search(line)
    if office is None or len(line) > 80 or line[-1] in ".!?:":
        return None
    head = re.split(r"\s*[,|–—]\s*|\s-\s", line[: office.start()])[0].split()
    while len(head) > 2 and plain(head[-1]) in entries("sections"):
        head = head[:-1]  # "Jane Doe Political correspondent"
    name = " ".join(head[:3])
    return name if len(line.split()) <= 8 and len(head) >= 2 and _are_names(" ".join(head)) else None


def is_signature(line: str) -> bool:
    """Return whether the line is the signature of a news agency or of the paper's own staff."""
    name = plain(line.strip(" ()[]–—-/.")) if len(line) <= 40 else ""
    return name in entries("agencies") or name in entries("staff")


def _is_label(start: str) -> bool:
    """Return whether the whole line is a label; a word in quotation marks or with a stop ("Help!") is speech."""
    label = _label(start)
    spoken = start[:1] in "“\"„«‘'「" or (start[-1] in ".!?।。！？" and " " not in label)
    return label in entries("furniture_lines") and not spoken


def _label(start: str) -> str:
    """Return the line without counts and punctuation at its edges: "Comments (12)" → "comments"."""
    return start.strip(_EDGES)


def _all_labels(start: str) -> bool:
    """Return whether the line is a row of labels: "Facebook Twitter Email Print"."""
    words = re.split(r"[\s|•·/,]+", start.strip(" |•·/,"))
    return len(words) >= 2 and all(_label(word) in entries("furniture_lines") for word in words if word)


def _all_sections(label: str) -> bool:
    """Return whether a line is three or more names of sections in a row, without anything between them."""
    words = label.split()
    if len(words) < 3:
        return False
    index = 0
    while index < len(words):
        if index + 1 < len(words) and f"{words[index]} {words[index + 1]}" in entries("sections"):
            index += 2
        elif words[index] in entries("sections") or words[index] in ("&", "and", "und", "et", "y"):
            index += 1
        else:
            return False
    return True


@lru_cache(maxsize=8)
def _starts(name: str) -> dict[str, tuple[str, ...]]:
    """Return the entries of a list of beginnings by their first two characters."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in entries(name):
        found[entry[:2]] = (*found.get(entry[:2], ()), entry)
    return found


def _begins_with(start: str, name: str) -> bool:
    by_start = _starts(name)
    candidates = by_start.get(start[:1], ())
    if len(start) > 1:
        candidates += by_start.get(start[:2], ())
    return start.startswith(candidates) and any(start.startswith(entry) and _ends_a_word(start, entry) for entry in candidates)


def _ends_a_word(start: str, entry: str) -> bool:
    return len(start) == len(entry) or not entry[-1].isalnum() or not start[len(entry)].isalnum() or entry[-1] > "\u2e80"


@lru_cache(maxsize=1)
def _byline_starts() -> dict[str, list[tuple[str, set[str]]]]:
    prefixes: dict[str, set[str]] = {}
    for language, words in keyed("byline_starts").items():
        for word in words:
            prefixes.setdefault(word, set()).add(language)
    found: dict[str, list[tuple[str, set[str]]]] = {}
    for word, languages in sorted(prefixes.items(), key=lambda one: -len(one[0])):
        found.setdefault(word[:1], []).append((word, languages))
    return found


def _byline_starts_with(start: str) -> list[tuple[str, set[str]]]:
    return [one for one in _byline_starts().get(start[:1], ()) if start.startswith(one[0]) and _ends_a_word(start, one[0])]


def _are_names(names: str) -> bool:
    """Return whether the words could be names of people, with their office or paper behind them."""
    part = re.split(r"\s*[|•·]\s*|\s+[–—-]\s+|\s*\(", names)[0]
    words = [word.strip(",;.") for word in part.split()]
    if not 1 <= len(words) <= 10 or names[-1] in "!?:" or any(map(str.isdigit, part)):
        return False
    if part.lower() == part.upper():
        return len(words) <= 5 and len(part) <= 24 and not _CLAUSE.search(part)
    named = [word for word in words if word and word[:1].isupper()]
    fitting = all(_NAME_WORD.match(word) and (word[:1].isupper() or plain(word) in entries("name_particles")) for word in words if word)
    timely = any(plain(word) in entries("date_words") for word in words if len(word) > 3)
    return fitting and len(named) >= 2 and not timely
