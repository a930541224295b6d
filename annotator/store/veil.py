"""What the project hides of its articles from coders: every read of facts, texts and quotations on a coder's behalf goes through here.

The rows keep the truth: spans count in the stored text, and the quotation in the file is the true one. Whoever opens the file with
another tool sees all; hiding steers judgements, it protects no secret.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, cast

from annotator.model.annotation import Annotation
from annotator.model.article import Article, ListedArticle, Regions
from annotator.model.span import Spans, quote_of
from annotator.text.hiding import BYLINE, DATE, OUTLET, hidden_spans, with_hidden

SETTING = "hidden_from_coders"
_HIDDEN_BY = {"outlet": OUTLET, "byline": BYLINE, "date_published": DATE, "date_on_page": DATE}
_TELLS_NOTHING = re.compile(r"[A-Za-z]{0,3}[-_ ]?\d{1,6}")
_MOST_AT_HAND = 64


def hidden_facts(what: Collection[str]) -> frozenset[str]:
    """Return the facts of an article that are not shown where this is hidden."""
    return frozenset(fact for fact, kind in _HIDDEN_BY.items() if kind in what) | ({"url"} if what else frozenset())


class Veil:
    """Shows articles without their source; ``what`` is hidden (``text.hiding.SOURCE``)."""

    def __init__(self, what: Collection[str]) -> None:
        self.what = frozenset(what)
        self.facts = hidden_facts(self.what)
        self._spans: OrderedDict[tuple[object, ...], Spans] = OrderedDict()

    def spans(self, sha256: str, text: str, regions: Regions, facts: Mapping[str, str]) -> Spans:
        """Return the hidden stretches of a text (known by its hash), in order."""
        key = (sha256, regions, *(facts.get(one, "") for one in ("outlet", "byline", "url", "date_published", "date_on_page")))
        found = self._spans.get(key)
        if found is None:
            found = self._spans[key] = hidden_spans(text, regions, facts, self.what)
            if len(self._spans) > _MOST_AT_HAND:
                self._spans.popitem(last=False)
        return found

    def text(self, sha256: str, text: str, regions: Regions, facts: Mapping[str, str]) -> str:
        """Return the text as a coder sees it: as many code points."""
        return with_hidden(text, self.spans(sha256, text, regions, facts))

    def shown_facts(self, facts: Mapping[str, str]) -> dict[str, str]:
        """Return facts without what is hidden; the headline without what it tells of it."""
        shown = {key: "" if key in self.facts else value for key, value in facts.items()}
        if headline := facts.get("headline", ""):
            shown["headline"] = with_hidden(headline, hidden_spans(headline, (), facts, self.what))
        return shown

    def article(self, article: Article) -> Article:
        """Return an article as a coder sees it."""
        names = ("headline", "outlet", "byline", "date_published", "date_on_page", "url")
        shown = self.shown_facts({name: getattr(article, name) for name in names})
        return replace(article, **cast(Any, shown), source_id=self.source_id(article.source_id, article.id), file_name="", raw_sha256="")

    def listed(self, one: ListedArticle, more: Mapping[str, str]) -> ListedArticle:
        """Return an article of a list as a coder sees it; ``more``: its facts that the list does not show, but a headline may tell."""
        shown = self.shown_facts({"headline": one.headline, "outlet": one.outlet, "date_published": one.date_published, **more})
        own = {name: shown[name] for name in ("headline", "outlet", "date_published")}
        return one._replace(**own, source_id=self.source_id(one.source_id, one.id))

    def source_id(self, source_id: str, article_id: str) -> str:
        """Return the id in the source where it is no more than a number, else the beginning of the article's own: it may be an address."""
        return source_id if _TELLS_NOTHING.fullmatch(source_id) else article_id[:8]

    def quoted(self, one: Annotation, text: str) -> Annotation:
        """Return an annotation with its quotation as the coder sees the text."""
        return replace(one, quote=quote_of(one.spans, text))


def uncovers(before: Spans, after: Spans, text: str) -> bool:
    """Return whether a character that was hidden is not hidden any more."""
    still = {place for span in after for place in range(span.start, span.end)}
    return any(place not in still and not text[place].isspace() for span in before for place in range(span.start, span.end))


