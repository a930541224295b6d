"""Made-up articles in which names, phrases and whole sentences come again, and corrections whose every character is accounted for."""

from __future__ import annotations

from random import Random

WHO = ("The ministry", "The minister", "The opposition", "The union", "The central bank", "The court", "The governor", "The party")
SAID = ("said", "says", "warned", "insisted", "denied", "added", "told reporters", "hinted")
WHAT = (
    "tariffs on fish must fall", "the border will stay open", "wages have to rise", "the talks may fail", "the dam is safe",
    "taxes on fuel could double", "the vote was fair", "prices are likely to fall", "the law protects farmers", "the strike goes on",
)  # fmt: skip
WHEN = ("by the summer", "on Monday", "before the election", "this year", "in the north", "for the second time", "again", "at last")
OTHER = ("harbour", "pipeline", "railway", "budget", "treaty", "school", "drought", "hospital", "ferry", "quota", "coalition", "festival")


def a_sentence(chance: Random) -> str:
    """Return a sentence of a news story."""
    made = f"{chance.choice(WHO)} {chance.choice(SAID)} that {chance.choice(WHAT)} {chance.choice(WHEN)}"
    if chance.random() < 0.5:
        made += f", while the {chance.choice(OTHER)} and the {chance.choice(OTHER)} wait"
    return made + "."


def an_article_text(chance: Random, sentences: int = 24) -> str:
    """Return an article of paragraphs; one sentence in eight is one that stood there before."""
    made: list[str] = []
    for _number in range(sentences):
        made.append(chance.choice(made) if made and chance.random() < 0.125 else a_sentence(chance))
    paragraphs = [" ".join(made[at : at + 3]) for at in range(0, len(made), 3)]
    return "\n".join(paragraphs)


class Correction:
    """A text under correction: each character knows where it stood before, or that it is new (None)."""

    def __init__(self, text: str, chance: Random) -> None:
        self._signs: list[tuple[str, int | None]] = [(sign, place) for place, sign in enumerate(text)]
        self._chance = chance

    @property
    def text(self) -> str:
        return "".join(sign for sign, _place in self._signs)

    def correct(self) -> None:
        """Make one correction, as desks do them."""
        self._chance.choice([self._replace_word, self._replace_word, self._insert_sentence, self._drop_sentence, self._repeat_sentence,
                             self._move_sentence, self._add_note, self._drop_words, self._other_quotes])()  # fmt: skip

    def place_of(self, start: int, end: int) -> list[int]:
        """Return where the characters of a stretch of the old text stand now; what is gone is left out."""
        return [at for at, (_sign, place) in enumerate(self._signs) if place is not None and start <= place < end]

    def came_from(self, place: int) -> int | None:
        """Return where the character at a place of the text stood before, None for one that is new."""
        return self._signs[place][1]

    def _sentences(self) -> list[tuple[int, int]]:
        found, start = [], 0
        for at, (sign, _place) in enumerate(self._signs):
            if sign == ".":
                found.append((start, at + 1))
                start = at + 2
        return found

    def _words(self) -> list[tuple[int, int]]:
        found, start = [], 0
        for at, (sign, _place) in enumerate([*self._signs, (" ", None)]):
            if not sign.isalnum():
                if at > start:
                    found.append((start, at))
                start = at + 1
        return found

    def _put(self, start: int, end: int, words: str) -> None:
        self._signs[start:end] = [(sign, None) for sign in words]

    def _replace_word(self) -> None:
        start, end = self._chance.choice(self._words())
        self._put(start, end, self._chance.choice(OTHER))

    def _drop_words(self) -> None:
        words = self._words()
        at = self._chance.randrange(len(words) - 3)
        self._put(words[at][0], words[at + self._chance.randrange(1, 3)][0], "")

    def _insert_sentence(self) -> None:
        start, _end = self._chance.choice(self._sentences())
        self._put(start, start, a_sentence(self._chance) + " ")

    def _repeat_sentence(self) -> None:
        start, end = self._chance.choice(self._sentences())
        at, _end = self._chance.choice(self._sentences())
        words = "".join(sign for sign, _place in self._signs[start:end])
        self._put(at, at, words + " ")

    def _drop_sentence(self) -> None:
        if len(self._sentences()) > 6:
            start, end = self._chance.choice(self._sentences())
            self._put(start, end, "")

    def _move_sentence(self) -> None:
        start, end = self._chance.choice(self._sentences())
        moved = self._signs[start:end]
        del self._signs[start:end]
        at, _end = self._chance.choice(self._sentences())
        self._signs[at:at] = [*moved, (" ", None)]

    def _add_note(self) -> None:
        words = "Correction: an earlier version misstated the date.\n"
        if self._chance.random() < 0.5:
            self._put(0, 0, words)
        else:
            self._put(len(self._signs), len(self._signs), "\n" + words)

    def _other_quotes(self) -> None:
        at = self._chance.randrange(len(self._signs))
        self._put(at, at, "’")
