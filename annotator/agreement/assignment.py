"""The best one-to-one matching of two sides, exactly: greedy matching is wrong (AGREEMENT section 6)."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence

from annotator.progress import never_stops

Edge = tuple[int, int]
TIE_BITS = 400


def best_matching(weights: Mapping[Edge, float], check: Callable[[], None] = never_stops) -> dict[int, int]:
    """Return left → right with the greatest total weight; an edge that adds nothing is left out.

    Successive best augmenting paths (Bellman–Ford on the edges there are): exact for integers of any size, and to
    1e-12 of the greatest weight for floats. With all weights 1 it is a maximum-cardinality matching. ``check`` is asked at every
    step whether the work shall stop (it raises then).
    """
    edges: dict[int, dict[int, float]] = defaultdict(dict)
    for (left, right), weight in weights.items():
        if weight > 0:
            edges[left][right] = weight
    whole = all(isinstance(weight, int) for weight in weights.values())
    slack = 0 if whole else 1e-12 * max(weights.values(), default=0)
    right_of: dict[int, int] = {}
    left_of: dict[int, int] = {}
    while True:
        gain, parent = _gains(edges, right_of, left_of, slack, check)
        free = [(gained, -right) for right, gained in gain.items() if right not in left_of]
        if not free or max(free)[0] <= slack:
            return right_of
        place = -max(free)[1]
        while True:
            left = parent[place]
            left_of[place] = left
            before = right_of.get(left)
            right_of[left] = place
            if before is None:
                break
            place = before


def _gains(
    edges: Mapping[int, Mapping[int, float]],
    right_of: Mapping[int, int],
    left_of: Mapping[int, int],
    slack: float,
    check: Callable[[], None],
) -> tuple[dict[int, float], dict[int, int]]:
    """Return for every right the most that a path of exchanges from a free left to it gains, and the left before it."""
    at_left: dict[int, float] = {left: 0 for left in sorted(edges) if left not in right_of}
    at_right: dict[int, float] = {}
    parent: dict[int, int] = {}
    waiting = deque(at_left)
    while waiting:
        check()
        left = waiting.popleft()
        for right, weight in edges[left].items():
            if right_of.get(left) == right:
                continue
            gained = at_left[left] + weight
            if right in at_right and gained <= at_right[right] + slack:
                continue
            at_right[right], parent[right] = gained, left
            holder = left_of.get(right)
            if holder is not None and gained - edges[holder][right] > at_left.get(holder, -math.inf) + slack:
                at_left[holder] = gained - edges[holder][right]
                waiting.append(holder)
    return at_right, parent


def iou_weights(edges: Sequence[tuple[int, int, int, int]], order: Sequence[object], most_pairs: bool) -> dict[Edge, int]:
    """Return whole-number weights for edges (left, right, shared characters, characters of either).

    The greatest total is the greatest total IoU; among equals the most pairs, among these the smallest ``order``
    (one sortable key an edge, read as "the first key is taken if it can be"). ``most_pairs`` puts the number of pairs first.
    """
    scale = math.lcm(*(either for _, _, _, either in edges))
    ranks = {key: rank for rank, key in enumerate(sorted(set(order), reverse=True))}  # type: ignore[type-var]
    exact = len(ranks) <= TIE_BITS
    tie_room = ((1 << len(ranks)) if exact else len(ranks) + 1) * (len(edges) + 1)
    pair_room = tie_room * (len(edges) + 1)
    whole = pair_room * scale * (len(edges) + 1)
    result = {}
    for (left, right, shared, either), key in zip(edges, order, strict=True):
        tie = (1 << ranks[key]) if exact else ranks[key]
        pair = whole if most_pairs else tie_room
        result[left, right] = shared * (scale // either) * pair_room + pair + tie
    return result


def components(edges: Sequence[Edge]) -> list[list[int]]:
    """Return the numbers of the edges that hang together, part by part."""
    root: dict[tuple[int, int], tuple[int, int]] = {}

    def find(node: tuple[int, int]) -> tuple[int, int]:
        while root.setdefault(node, node) != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for left, right in edges:
        root[find((0, left))] = find((1, right))
    parts: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, (left, _) in enumerate(edges):
        parts[find((0, left))].append(number)
    return list(parts.values())
