"""Where one was before: pages, and places in articles, so that Alt+← leads back as in a browser. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MOST = 100


@dataclass(frozen=True, slots=True)
class Stop:
    """A page, and on the coding page the article and the caret's place in it (code points)."""

    page: str
    article: str = ""
    caret: int = 0

    def is_at(self, other: Stop) -> bool:
        """Return whether both are the same page and article: the caret alone makes no new stop."""
        return (self.page, self.article) == (other.page, other.article)


class Trail:
    """``here()`` says where one is, None where nothing is to come back to; ``go(stop)`` goes there, and says whether it could."""

    def __init__(self, here: Callable[[], Stop | None], go: Callable[[Stop], bool]) -> None:
        self._here, self._go = here, go
        self._behind: list[Stop] = []
        self._ahead: list[Stop] = []
        self._going = False

    def leave(self) -> None:
        """Remember where one is; to be called before going elsewhere. What lay ahead is forgotten."""
        stop = None if self._going else self._here()
        if stop is None:
            return
        if self._behind and self._behind[-1].is_at(stop):
            self._behind.pop()
        self._behind.append(stop)
        del self._behind[:-MOST]
        self._ahead.clear()

    @contextmanager
    def one_way(self) -> Iterator[None]:
        """Go somewhere in several moves, as to a page and then to an article on it: what is only passed is no stop."""
        self.leave()
        before, self._going = self._going, True
        try:
            yield
        finally:
            self._going = before

    def clear(self) -> None:
        """Forget everything, as when another project is opened."""
        self._behind.clear()
        self._ahead.clear()

    def back(self) -> None:
        """Go where one was before."""
        self._walk(self._behind, self._ahead)

    def forward(self) -> None:
        """Go where one was before going back."""
        self._walk(self._ahead, self._behind)

    def _walk(self, these: list[Stop], those: list[Stop]) -> None:
        now = self._here()
        before, self._going = self._going, True
        try:
            while these:
                stop = these.pop()
                if (now is None or not stop.is_at(now)) and self._go(stop):
                    if now is not None:
                        those.append(now)
                    return
        finally:
            self._going = before
