"""Texts that are nearly the same: shingles of five words, compared by their Jaccard index, all pairs above a threshold.

The pairs are exact, not sampled: each text is looked for under the rarest of its shingles only, as many as two texts that are so
alike must share some of (prefix filter: Chaudhuri, Ganti & Kaushik 2006; Bayardo, Ma & Srikant 2007; of a prefix that is longer by n
they share n more: Wang, Li & Feng 2012).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from annotator.text.words_searched import searched_form, words_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Shingles = npt.NDArray[np.uint64]
    Numbers = npt.NDArray[np.int64]

WORDS = 5
WARN, PROPOSE = 0.6, 0.85
_SHARED = 3  # of their rarest shingles that two texts must share to be compared; fewer make more pairs, more make longer prefixes
_AT_ONCE = 1_000_000  # pairs that are counted at a time: some 50 MB
_NO_PLAIN_WORD = {code: " " for code in range(128) if not chr(code).isalnum() or chr(code).isupper()}
_MULTIPLIERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD)


class Shingling:
    """Turns texts into sets of shingles; a word has the same number in all of them."""

    def __init__(self) -> None:
        self._numbers = _WordNumbers()

    def of(self, text: str) -> Shingles:
        """Return the shingles of a text as sorted numbers, each once; a text of fewer than five words is one, an empty one none."""
        import numpy as np

        form = searched_form(text)
        words = form.translate(_NO_PLAIN_WORD).split() if form.isascii() else words_of(form)
        numbers = np.array(list(map(self._numbers.__getitem__, words)), dtype=np.uint64)
        if not len(numbers):
            return numbers
        width = min(WORDS, len(numbers))
        last = len(numbers) - width + 1
        mixed = numbers[:last] * np.uint64(_MULTIPLIERS[0])
        for place in range(1, width):
            mixed += numbers[place : last + place] * np.uint64(_MULTIPLIERS[place])
        mixed ^= mixed >> np.uint64(31)
        mixed *= np.uint64(_MULTIPLIERS[4])
        mixed.sort()
        first = np.empty(last, dtype=np.bool_)
        first[0] = True
        np.not_equal(mixed[1:], mixed[:-1], out=first[1:])
        found: Shingles = mixed[first]
        return found


class _WordNumbers(dict[str, int]):
    """A number of 64 bits for each word, found when it is first asked for."""

    def __missing__(self, word: str) -> int:
        digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        found = self[word] = int.from_bytes(digest, "little")
        return found


def jaccard(one: Shingles, other: Shingles) -> float:
    """Return the share of the shingles of two texts that both have; 0 where one has none."""
    import numpy as np

    if not len(one) or not len(other):
        return 0.0
    both = int(np.count_nonzero(other.take(np.searchsorted(other, one), mode="clip") == one))
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
    """Yield the pairs that share enough of their rarest shingles and are not too different in length, each once.

    Two texts that are so alike share at least as many shingles as each of them needs; of the rarest size - need + n of each
    they share n of these.
    """
    import numpy as np

    if len(texts) < 2:
        return
    sizes = np.array([len(one) for one in texts], dtype=np.int64)
    need = np.ceil(least * sizes - 1e-9).astype(np.int64)
    shingle, owner = _rarest(texts, sizes, np.minimum(sizes, sizes - need + _SHARED))
    first = np.searchsorted(shingle, shingle, "left")  # where the texts that have this shingle begin
    by_text = np.argsort(owner, kind="stable")
    texts_in_turn, first, earlier = owner[by_text], first[by_text], (np.arange(len(shingle)) - first)[by_text]
    upto = np.concatenate(([0], np.cumsum(earlier)))
    start = 0
    while start < len(by_text):
        check()
        end = int(np.searchsorted(upto, upto[start] + _AT_ONCE, "right")) - 1
        if end < len(by_text):
            end = int(np.searchsorted(texts_in_turn, texts_in_turn[end], "left"))  # whole texts
        if end > start:
            later, partner, shared = _counted_together(owner, first[start:end], earlier[start:end], texts_in_turn[start:end])
        else:
            end = int(np.searchsorted(texts_in_turn, texts_in_turn[start], "right"))
            later, partner, shared = _counted_alone(owner, first[start:end], earlier[start:end], int(texts_in_turn[start]))
        enough = shared >= np.minimum(_SHARED, np.maximum(need[later], need[partner]))
        small, large = np.minimum(sizes[later], sizes[partner]), np.maximum(sizes[later], sizes[partner])
        enough &= small >= least * large
        yield from zip(partner[enough].tolist(), later[enough].tolist(), strict=True)
        start = end


def _rarest(texts: Sequence[Shingles], sizes: Numbers, lengths: Numbers) -> tuple[Numbers, Numbers]:
    """Return so many of each text's rarest shingles, those that no other has left out: (rank, text), in this order."""
    import numpy as np

    every = np.concatenate(texts)
    order = np.argsort(every)
    every = every[order]
    new = np.concatenate(([True], every[1:] != every[:-1]))
    counts = np.diff(np.append(np.flatnonzero(new), len(every)))
    rank = np.empty(len(counts), dtype=np.int64)
    rank[np.argsort(counts, kind="stable")] = np.arange(len(counts))
    number = np.cumsum(new) - 1
    owner = np.repeat(np.arange(len(texts)), sizes)[order]
    common = counts[number] > 1
    alone = np.bincount(owner[~common], minlength=len(texts))
    owner, ranked = _sorted_together(owner[common], rank[number[common]], len(counts))
    begins = np.searchsorted(owner, np.arange(len(texts)))
    kept = np.arange(len(owner)) - begins[owner] < (lengths - alone)[owner]
    return _sorted_together(ranked[kept], owner[kept], len(texts))


def _sorted_together(one: Numbers, other: Numbers, below: int) -> tuple[Numbers, Numbers]:
    """Return both columns in the order of the first and then of the second, whose numbers are below this."""
    import numpy as np

    both = np.sort(one * below + other)
    return both // below, both % below


def _counted_together(owner: Numbers, first: Numbers, earlier: Numbers, later: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the pairs (later, earlier text) of some texts that share a shingle, and how many: sorted, each once."""
    import numpy as np

    entry = np.repeat(np.arange(len(first)), earlier)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(earlier) - earlier, earlier)
    width = int(owner.max()) + 1
    pairs, shared = np.unique(later[entry] * width + owner[first[entry] + within], return_counts=True)
    return pairs // width, pairs % width, shared


def _counted_alone(owner: Numbers, first: Numbers, earlier: Numbers, later: int) -> tuple[Numbers, Numbers, Numbers]:
    """Return the same of one text that shares so much that it is counted shingle by shingle."""
    import numpy as np

    counts = np.zeros(later, dtype=np.int64)
    for begin, count in zip(first.tolist(), earlier.tolist(), strict=True):
        counts[owner[begin : begin + count]] += 1
    partner = np.flatnonzero(counts)
    return np.full(len(partner), later), partner, counts[partner]


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
