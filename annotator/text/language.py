"""Which language a text is in.

The identifier (py3langid) walks an automaton byte by byte in Python; here many texts are walked side by side, a step of all of them
at a time. What is counted and how it is scored is the same; where two languages are all but equal, the identifier is asked itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FEWEST_LETTERS = 25  # below this the identifier guesses; "OK" or a lone name is in no language
_ENOUGH = 4000  # characters; more do not change the answer
_TOGETHER = 256  # texts that are walked side by side
_ALL_BUT_EQUAL = 0.05  # of scores that are sums of some hundred logarithms in 32 bits: their last digits hang on the order

_walking = Lock()


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language that most of the text is in, "" if it is too short to tell."""
    sample = text[:_ENOUGH]
    if not _tells_enough(sample):
        return ""
    import py3langid

    code, _score = py3langid.classify(sample)
    return str(code)


def languages_of(texts: Sequence[str]) -> list[str]:
    """Return the language of each text as ``language_of`` does."""
    samples = [text[:_ENOUGH] for text in texts]
    told = [number for number, sample in enumerate(samples) if _tells_enough(sample)]
    found = [""] * len(samples)
    if not told:
        return found
    told.sort(key=lambda number: len(samples[number]))  # the longest says how many steps are taken
    for start in range(0, len(told), _TOGETHER):
        together = told[start : start + _TOGETHER]
        with _walking:
            codes = _walk().languages([samples[one] for one in together])
        for number, code in zip(together, codes, strict=True):
            found[number] = code or language_of(samples[number])
    return found


@lru_cache(maxsize=1)
def _walk() -> _Walk:
    from py3langid import langid

    return _Walk(langid._get_identifier())


class _Walk:
    """The automaton and the weights of the identifier as arrays."""

    def __init__(self, identifier: Any) -> None:
        import numpy as np

        self._identifier = identifier
        self._follows = np.asarray(identifier.tk_nextmove)
        self._row_base = np.array(identifier._rowbase, dtype=np.intp)  # where the moves from a state begin
        self._output = np.array(identifier.tk_output, dtype=np.intp)  # the feature that a state stands for, -1 for none
        self._place = np.full(len(identifier.nb_ptc), -1, dtype=np.intp)  # of a feature among the weights that were asked for
        self._weights: npt.NDArray[np.float32] = np.empty((0, identifier.nb_ptc.shape[1]), dtype=np.float32)

    def languages(self, samples: Sequence[str]) -> list[str]:
        """Return the language of each sample, "" where the identifier is to be asked itself."""
        import numpy as np

        found = self._features(samples)
        text, step = np.nonzero(found.T >= 0)
        keys, counts = np.unique(text * len(self._place) + found[step, text], return_counts=True)
        text, feature = keys // len(self._place), keys % len(self._place)
        place, logarithms = self._placed(feature), np.log1p(counts.astype(np.float32))
        begins = np.searchsorted(text, np.arange(len(samples) + 1)).tolist()
        scores = np.zeros((len(samples), self._weights.shape[1]), dtype=np.float32)
        for number, (start, end) in enumerate(pairwise(begins)):
            np.dot(logarithms[start:end], self._weights.take(place[start:end], axis=0), out=scores[number])
        scores += self._identifier.nb_pc
        second, first = np.partition(scores, -2, axis=1)[:, -2:].T
        known = (first - second >= _ALL_BUT_EQUAL) & (np.diff(begins) > 0)
        labels = self._identifier.nb_classes
        return [str(labels[best]) if sure else "" for best, sure in zip(scores.argmax(axis=1).tolist(), known.tolist(), strict=True)]

    def _features(self, samples: Sequence[str]) -> npt.NDArray[np.intp]:
        """Return which feature each step of each sample ends at, -1 for none: shape (bytes of the longest, samples)."""
        import numpy as np

        signs = [np.frombuffer(self._identifier._encode(sample), dtype=np.uint8) for sample in samples]
        table = np.zeros((max(map(len, signs)), len(signs)), dtype=np.intp)
        for number, one in enumerate(signs):
            table[: len(one), number] = one
        states = np.empty_like(table)
        state = np.zeros(len(signs), dtype=np.intp)
        for step, letters in enumerate(table):
            state = states[step] = self._follows[self._row_base[state] + letters]
        found: npt.NDArray[np.intp] = self._output[states]
        for number, one in enumerate(signs):
            found[len(one) :, number] = -1
        return found

    def _placed(self, features: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Return where the weights of the features stand, in 32 bits; the identifier keeps them in 16, which is slow to count with."""
        import numpy as np

        new = np.unique(features[self._place[features] < 0])
        if len(new):
            self._place[new] = np.arange(len(self._weights), len(self._weights) + len(new))
            self._weights = np.concatenate((self._weights, self._identifier.nb_ptc[new].astype(np.float32)))
        return self._place[features]


def _tells_enough(sample: str) -> bool:
    """Return whether there are letters enough; one ideograph says as much as a short word."""
    first = sample[: 2 * FEWEST_LETTERS].replace(" ", "")
    if len(first) >= FEWEST_LETTERS and first.isalpha():
        return True
    letters = 0
    for character in sample:
        letters += character.isalpha() + 3 * ("\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7af")
        if letters >= FEWEST_LETTERS:
            return True
    return False
