"""Texts that are nearly the same: shingles of five words, compared by their Jaccard index, all pairs above a threshold.

The pairs are exact, not sampled: each text is looked for under the rarest of its shingles only, as many as two texts that are so
alike must share one of (prefix filter: Chaudhuri, Ganti & Kaushik 2006; Bayardo, Ma & Srikant 2007).
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from annotator.text.words_searched import searched_form, words_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Shingles = npt.NDArray[np.uint64]

WORDS = 5
WARN, PROPOSE = 0.6, 0.85
_PLAIN_WORD = re.compile("[0-9a-z]+")
_MULTIPLIERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD)


class Shingling:
    """Turns texts into sets of shingles; a word has the same number in all of them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, text: str) -> Shingles:
        """Return the shingles of a text as sorted numbers, each once; a text of fewer than five words is one, an empty one none."""
        import numpy as np

        form = searched_form(text)
        words = _PLAIN_WORD.findall(form) if form.isascii() else words_of(form)
        numbers = np.fromiter(map(self._number, words), dtype=np.uint64, count=len(words))
        if not len(numbers):
            return numbers
        width = min(WORDS, len(numbers))
        mixed = np.zeros(len(numbers) - width + 1, dtype=np.uint64)
        for place in range(width):
            mixed += numbers[place : len(numbers) - width + 1 + place] * np.uint64(_MULTIPLIERS[place])
        mixed ^= mixed >> np.uint64(31)
        found: Shingles = np.unique(mixed * np.uint64(_MULTIPLIERS[4]))
        return found

    def _number(self, word: str) -> int:
        found = self._numbers.get(word)
        if found is None:
            digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            found = self._numbers[word] = int.from_bytes(digest, "little")
        return found


def jaccard(one: Shingles, other: Shingles) -> float:
    """Return the share of the shingles of two texts that both have; 0 where one has none."""
    import numpy as np

    if not len(one) or not len(other):
        return 0.0
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)


class LikenessIndex:
    """Texts laid out so that the one that is most like another is found without comparing with each."""

    def __init__(self, texts: Sequence[Shingles]) -> None:
        import numpy as np

        self._sizes = np.array([len(one) for one in texts], dtype=np.int64)
        every = np.concatenate(texts) if texts else np.zeros(0, dtype=np.uint64)
        order = np.argsort(every, kind="stable")
        self._every = every[order]
        self._owners = np.repeat(np.arange(len(texts)), self._sizes)[order]

    def most_like(self, one: Shingles) -> tuple[int, float] | None:
        """Return which text shares most of its shingles with this one, and their Jaccard index; None if none shares any."""
        import numpy as np

        first, last = np.searchsorted(self._every, one, "left"), np.searchsorted(self._every, one, "right")
        runs = [self._owners[start:end] for start, end in zip(first, last, strict=True) if end > start]
        if not runs:
            return None
        both = np.bincount(np.concatenate(runs), minlength=len(self._sizes))
        index = both / (len(one) + self._sizes - both)
        place = int(np.argmax(index))
        return place, float(index[place])


def alike(texts: Sequence[Shingles], least: float = WARN, check: Callable[[], object] = lambda: None) -> Iterator[tuple[int, int, float]]:
    """Yield all pairs of texts, by number, whose Jaccard index is at least this, with the index; ``check`` may raise to stop it."""
    same: dict[bytes, list[int]] = defaultdict(list)
    for number, shingles in enumerate(texts):
        if len(shingles):
            same[shingles.tobytes()].append(number)
    for numbers in same.values():  # of texts that are the same all pairs are alike, and one stands for them
        yield from ((one, other, 1.0) for one, other in combinations(numbers, 2))
    firsts = [numbers[0] for numbers in same.values()]
    twins = {numbers[0]: numbers for numbers in same.values()}
    for one, other in _candidates([texts[number] for number in firsts], least, check):
        ours, theirs = firsts[one], firsts[other]
        index = jaccard(texts[ours], texts[theirs])
        if index >= least:
            for left in twins[ours]:
                for right in twins[theirs]:
                    yield min(left, right), max(left, right), index


def _candidates(texts: Sequence[Shingles], least: float, check: Callable[[], object]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share one of their rarest shingles and are not too different in length, each once."""
    import numpy as np

    if len(texts) < 2:
        return
    every = np.concatenate(texts)
    _shingles, places, counts = np.unique(every, return_inverse=True, return_counts=True)
    rank = np.empty(len(counts), dtype=np.int64)
    rank[np.argsort(counts, kind="stable")] = np.arange(len(counts))
    ranked = rank[places.reshape(-1)]
    common = counts[places.reshape(-1)] > 1
    kept: dict[int, list[int]] = defaultdict(list)
    start = 0
    sizes = [len(one) for one in texts]
    for number, size in enumerate(sizes):
        if number % 1000 == 0:
            check()
        own, shared = ranked[start : start + size], common[start : start + size]
        start += size
        length = size - int(np.ceil(least * size - 1e-9)) + 1
        order = np.argsort(own, kind="stable")[:length]
        partners: set[int] = set()
        for shingle, twice in zip(own[order].tolist(), shared[order].tolist(), strict=True):
            if not twice:
                continue
            partners.update(kept[shingle])
            kept[shingle].append(number)
        for partner in sorted(partners):
            if min(sizes[partner], size) >= least * max(sizes[partner], size):
                yield partner, number


def clusters(pairs: Sequence[tuple[int, int, Any]], count: int) -> list[list[int]]:
    """Return the groups that pairs join, each in order, the one whose first comes first before others; singles are left out."""
    parents = list(range(count))

    def top(one: int) -> int:
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = parents[one]
        return one

    for one, other, _index in pairs:
        ours, theirs = top(one), top(other)
        parents[max(ours, theirs)] = min(ours, theirs)
    groups: dict[int, list[int]] = defaultdict(list)
    for number in range(count):
        groups[top(number)].append(number)
    return [group for group in groups.values() if len(group) > 1]
