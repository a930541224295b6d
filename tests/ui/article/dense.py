"""A dense page in the style of a wire report, with some fifty marks and its links, for the tests of the article view."""

from __future__ import annotations

from annotator.model.span import Span
from ui.article.marks import Connector, Mark

ACTOR, CLAIM, STANCE, SPECULATION = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
STYLE_OF = {ACTOR: "box", CLAIM: "background", STANCE: "underline", SPECULATION: "wave"}
CODED = frozenset({"headline", "subhead", "body", "caption"})

TEXT = """Tuesday 4 June 2024
Home › Region › Harbour cities › Ferry row

Port council weighs ferry subsidy as unions warn of “a summer without boats”

LARGO BAY – The port council may cut the ferry subsidy by a third, Mayor Ada Brandt said on Tuesday, a step that \
the dockers’ union called reckless.

Brandt told the council that “the bridge is safe and open,” and that the harbour ministry had claimed the old pier would \
probably hold for another ten years.

“We will strike,” said union leader Tomas Orr, “until the last boat is paid for.” 🚢 Two diplomats said Orr was hardly likely \
to back the plan again, although he did not reject it.

According to a ministry readout, Minister Ilse Kern noted that the harbour “does not rule out the possibility that its \
cooperation with the island of Sund in rescue and pilotage will be widened further,” using a phrase from the older treaty.

The move appears to be an attempt to calm the islands, analysts believe, and it could fail if the council refuses to \
publish the accounts. Opposition members welcomed the delay but stopped short of backing the mayor.

मन्त्री कार्कीले विधेयक छिट्टै पारित हुन सक्छ भने। विपक्षी दलले सरकारको योजनालाई समर्थन गरेको छैन।

قال الوزير إن الاتفاق قد ينهار قريبا، لكن حزب Largo First يدعم الخطة 2024 كلها.

The council is sure to rattle its neighbours, one resident said. A vote is expected in July; the mayor’s office declined to \
comment. Fares on the night boat rose by about 40 per cent last year, and the island’s only school has asked families to \
sign up early for places in the autumn.

Share this story · Print · © Harbour Post
"""


def place(quote: str, number: int = 1) -> Span:
    """Return where the quote stands in the text, the first time or the ``number``-th."""
    at = -1
    for _ in range(number):
        at = TEXT.index(quote, at + 1)
    return Span(at, at + len(quote))


def a_mark(mark_id: str, colour: str, *quotes: str, **standing: bool) -> Mark:
    """Return a mark over these quotes of the text."""
    return Mark(mark_id, STYLE_OF[colour], STYLE_OF[colour], colour, tuple(place(quote) for quote in quotes), caption=mark_id, **standing)


def the_first(mark_id: str, colour: str, characters: int, quote: str) -> Mark:
    """Return a mark over the first characters of a quote that is needed longer to be found."""
    start = place(quote).start
    return Mark(mark_id, STYLE_OF[colour], STYLE_OF[colour], colour, (Span(start, start + characters),), caption=mark_id)


def regions() -> list[tuple[str, Span]]:
    """Return the regions of the page."""
    headline = place("Port council weighs ferry subsidy as unions warn of “a summer without boats”")
    dateline = place("LARGO BAY –")
    end = place("Share this story · Print · © Harbour Post")
    return [
        ("furniture", place("Tuesday 4 June 2024")),
        ("headline_copy", place("Home › Region › Harbour cities › Ferry row")),
        ("headline", headline),
        ("dateline", dateline),
        ("body", Span(dateline.end + 1, end.start - 2)),
        ("furniture", end),
    ]


def marks() -> list[Mark]:
    """Return the marks of a full coding."""
    return [
        a_mark("c0", CLAIM, "a summer without boats"),
        a_mark("a0", ACTOR, "unions"),
        a_mark("c1", CLAIM, "The port council may cut the ferry subsidy by a third"),
        a_mark("a1", ACTOR, "The port council"),
        a_mark("s1", SPECULATION, "may"),
        a_mark("a2", ACTOR, "Mayor Ada Brandt"),
        a_mark("c2", CLAIM, "a step that the dockers’ union called reckless", incomplete=True),
        a_mark("a3", ACTOR, "the dockers’ union"),
        a_mark("t1", STANCE, "called reckless", flagged=True),
        the_first("a4", ACTOR, 6, "Brandt told"),
        a_mark("a5", ACTOR, "the council"),
        a_mark("c3", CLAIM, "“the bridge is safe and open,”"),
        a_mark("c4", CLAIM, "the harbour ministry had claimed the old pier would probably hold for another ten years"),
        a_mark("c5", CLAIM, "the old pier would probably hold for another ten years"),
        a_mark("a6", ACTOR, "the harbour ministry"),
        a_mark("s2", SPECULATION, "would probably"),
        a_mark("c6", CLAIM, "“We will strike,”", "“until the last boat is paid for.”"),
        a_mark("a7", ACTOR, "union leader Tomas Orr"),
        a_mark("a8", ACTOR, "Two diplomats"),
        a_mark("c7", CLAIM, "Orr was hardly likely to back the plan again"),
        the_first("a9", ACTOR, 3, "Orr was"),
        a_mark("t2", STANCE, "hardly likely to back"),
        a_mark("s3", SPECULATION, "hardly likely"),
        a_mark("t3", STANCE, "did not reject"),
        a_mark("a10", ACTOR, "a ministry readout"),
        a_mark("a11", ACTOR, "Minister Ilse Kern"),
        a_mark(
            "c8",
            CLAIM,
            "the harbour “does not rule out the possibility that its cooperation with the island of Sund in rescue and pilotage "
            "will be widened further,”",
        ),
        the_first("a12", ACTOR, 11, "the harbour “"),
        a_mark("s4", SPECULATION, "does not rule out the possibility"),
        a_mark("a13", ACTOR, "the island of Sund"),
        a_mark("c9", CLAIM, "The move appears to be an attempt to calm the islands"),
        a_mark("s5", SPECULATION, "appears to be"),
        a_mark("a14", ACTOR, "analysts"),
        a_mark("s6", SPECULATION, "believe"),
        a_mark("c10", CLAIM, "it could fail", inherited=True),
        a_mark("s7", SPECULATION, "could", suggested=True),
        a_mark("a15", ACTOR, "Opposition members", inherited=True),
        a_mark("t4", STANCE, "welcomed", inherited=True),
        a_mark("t5", STANCE, "stopped short of backing", suggested=True),
        a_mark("a16", ACTOR, "the mayor", suggested=True),
        a_mark("a17", ACTOR, "मन्त्री कार्की"),
        a_mark("c11", CLAIM, "विधेयक छिट्टै पारित हुन सक्छ"),
        a_mark("s8", SPECULATION, "सक्छ"),
        a_mark("t6", STANCE, "समर्थन गरेको छैन"),
        a_mark("a18", ACTOR, "الوزير"),
        a_mark("c12", CLAIM, "الاتفاق قد ينهار قريبا"),
        a_mark("s9", SPECULATION, "قد"),
        a_mark("a19", ACTOR, "حزب Largo First"),
        a_mark("t7", STANCE, "يدعم الخطة"),
        a_mark("c13", CLAIM, "The council is sure to rattle its neighbours"),
        a_mark("s10", SPECULATION, "is sure to"),
    ]


def connectors() -> list[Connector]:
    """Return the links of the claim c8, with a link of a link and an end further down the page."""
    return [
        Connector("a12", "object", "the harbour", ACTOR, "box"),
        Connector("a11", "makes", "Ilse Kern", ACTOR, "box"),
        Connector("a10", "relays", "the ministry", ACTOR, "box"),
        Connector("a13", "object", "Sund", ACTOR, "box"),
        Connector("s4", "qualifies", "possible", SPECULATION, "wave"),
    ]
