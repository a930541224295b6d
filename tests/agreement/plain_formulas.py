"""The formulas of the agreement measures written down once more, as plainly as they stand in the papers: slow, short, independent.

Nothing of ``annotator.agreement`` is used here. Characters are looked at one by one, matchings are found by trying all of them.
A unit is (coder, category, [(start, end), …]); an article is (length, coders who finished, units).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations, product

PHI = None


def alpha(rows, d2, of_counts=False):
    """Return (alpha, D_o, D_e) of rows of values, None missing; ``d2(c, k)``, or ``d2(c, k, n)`` with the pairable counts."""
    rows = [[value for value in row if value is not None] for row in rows]
    rows = [row for row in rows if len(row) >= 2]
    values = [value for row in rows for value in row]
    n = len(values)
    if n < 2:
        return None, None, None
    counts = {value: values.count(value) for value in values}
    far = (lambda c, k: d2(c, k, counts)) if of_counts else d2
    observed = sum(far(c, k) / (len(row) - 1) for row in rows for i, c in enumerate(row) for j, k in enumerate(row) if i != j) / n
    expected = sum(far(c, k) * counts[c] * counts[k] for c in counts for k in counts if c != k) / (n * (n - 1))
    return (None if expected == 0 else 1 - observed / expected), observed, expected


def nominal(c, k):
    return Fraction(c != k)


def interval(c, k):
    return Fraction(c - k) ** 2


def ratio(c, k):
    return Fraction(0) if c == k else Fraction(c - k, c + k) ** 2


def ordinal(c, k, counts):
    low, high = min(c, k), max(c, k)
    between = sum(times for value, times in counts.items() if low <= value <= high)
    return Fraction(2 * between - counts[c] - counts[k], 2) ** 2 if c != k else Fraction(0)


def masi(c, k):
    if c == k:
        return Fraction(0)
    shared, either = len(c & k), len(c | k)
    nearness = Fraction(2, 3) if c < k or k < c else Fraction(1, 3) if shared else Fraction(0)
    return 1 - Fraction(shared, either) * nearness


def monotonic(c, k):
    return Fraction(0) if c == k else Fraction(1, 3) if c < k or k < c else Fraction(2, 3) if c & k else Fraction(1)


def kappa(name, rows, weight, values):
    """Return (p_a, p_e) of rows of values for ``weight(place, place, q)``; values in the order of the scale, those that occur."""
    q = len(values)
    place = {value: number for number, value in enumerate(values)}
    w = [[weight(a, b, q) for b in range(q)] for a in range(q)]
    rated = [[place[value] for value in row if value is not None] for row in rows]
    several = [row for row in rated if len(row) >= 2]
    p_a = sum(sum(w[a][b] for i, a in enumerate(row) for j, b in enumerate(row) if i != j) / (len(row) * (len(row) - 1)) for row in several)
    p_a /= len(several)
    some = [row for row in rated if row]
    pi = [sum(Fraction(row.count(k), len(row)) for row in some) / len(some) for k in range(q)]
    if name == "fleiss":
        p_e = sum(w[a][b] * pi[a] * pi[b] for a in range(q) for b in range(q))
    elif name == "ac":
        p_e = sum(map(sum, w)) * sum(p * (1 - p) for p in pi) / (q * (q - 1))
    elif name == "bp":
        p_e = Fraction(sum(map(sum, w))) / q**2
    else:
        own = []
        for coder in range(len(rows[0])):
            mine = [place[row[coder]] for row in rows if row[coder] is not None]
            if mine:
                own.append([Fraction(mine.count(k), len(mine)) for k in range(q)])
        pairs = list(combinations(own, 2))
        p_e = sum(w[a][b] * one[a] * other[b] for one, other in pairs for a in range(q) for b in range(q)) / len(pairs)
    return p_a, p_e


def identity(a, b, q):
    return Fraction(a == b)


def linear(a, b, q):
    return 1 - Fraction(abs(a - b), q - 1)


def quadratic(a, b, q):
    return 1 - Fraction((a - b) ** 2, (q - 1) ** 2)


def characters(spans):
    return {place for start, end in spans for place in range(start, end)}


def unitizing(articles, categories):
    """Return {u, |u, cu, k.X…} of non-overlapping units, character by character; None where undefined."""
    names = [PHI, *categories]
    l = {(c, k): Fraction(0) for c in names for k in names}  # noqa: E741
    q, r = dict.fromkeys(names, Fraction(0)), dict.fromkeys(names, Fraction(0))
    for length, coders, units in articles:
        m = len(coders)
        if m < 2:
            continue
        label = {coder: [PHI] * length for coder in coders}
        for coder, category, spans in units:
            if coder in coders:
                for place in characters(spans):
                    label[coder][place] = category
        for i, j in permutations(coders, 2):
            for place in range(length):
                l[label[i][place], label[j][place]] += Fraction(1, m - 1)
        for coder in coders:
            q[PHI] += label[coder].count(PHI)
        for coder, category, spans in units:
            if coder in coders:
                q[category] += len(characters(spans)) ** 2
                for other in coders:
                    if other != coder:
                        met = sum(label[other][place] is not PHI for place in characters(spans))
                        r[category] += Fraction(met**2, m - 1)
    whole = sum(l.values())
    row = {c: sum(l[c, k] for k in names) for c in names}
    column = {k: sum(l[c, k] for c in names) for k in names}
    below = whole**2 - sum(q.values())
    found = {"u": None, "|u": None, "cu": None} | {f"k.{name}": None for name in categories}
    if below:
        e = {(c, k): whole * (row[c] * column[k] - (c == k) * q[c]) / below for c in names for k in names}
        chance = whole - sum(e[c, c] for c in names)
        if chance:
            found["u"] = 1 - (whole - sum(l[c, c] for c in names)) / chance
        chance = sum(e[PHI, k] for k in categories)
        if chance:
            found["|u"] = 1 - (row[PHI] - l[PHI, PHI]) / chance
    row = {c: sum(l[c, k] for k in categories) for c in categories}
    column = {k: sum(l[c, k] for c in categories) for k in categories}
    valued = sum(row.values())
    if valued and (below := valued - sum(r[c] for c in categories) / valued):
        e = {(c, k): (row[c] * column[k] - (c == k) * r[c]) / below for c in categories for k in categories}
        different = [(c, k) for c in categories for k in categories if c != k]
        if chance := sum(e[pair] for pair in different):
            found["cu"] = 1 - sum(l[pair] for pair in different) / chance
        for k in categories:
            chance = sum(e[c, k] for c in categories if c != k)
            if chance and column[k]:
                ratio_of = sum(e[c, k] for c in categories) / column[k]
                found[f"k.{k}"] = 1 - ratio_of * sum(l[c, k] for c in categories if c != k) / chance
    return found


def layer(articles, category):
    """Return (D_o, D_e) of one category against gap; units of one coder that overlap are one."""
    marked = both = whole = gaps = squares = Fraction(0)
    for length, coders, units in articles:
        m = len(coders)
        if m < 2:
            continue
        mine = {coder: [characters(spans) for name, own, spans in units if (name, own) == (coder, category)] for coder in coders}
        for own in mine.values():
            while pair := next(((a, b) for a, b in combinations(own, 2) if a & b), None):
                own[:] = [one for one in own if one is not pair[0] and one is not pair[1]] + [pair[0] | pair[1]]
        union = {coder: set().union(*own) for coder, own in mine.items()}
        whole += m * length
        for own in mine.values():
            squares += sum(len(one) ** 2 for one in own)
        for coder in coders:
            marked += len(union[coder])
            gaps += length - len(union[coder])
        for i, j in permutations(coders, 2):
            both += Fraction(len(union[i] & union[j]), m - 1)
    below = whole**2 - gaps - squares
    if not whole or not below:
        return None
    return 2 * (marked - both) / whole, 2 * (whole - marked) * marked / below


def u_sets(articles):
    """Return u with the set of a character's categories as its value; what the same units of a coder cover is one unit."""
    l, q, whole = {}, Fraction(0), Fraction(0)  # noqa: E741
    for length, coders, units in articles:
        m = len(coders)
        if m < 2:
            continue
        whole += m * length
        values = {}
        for coder in coders:
            layers = {}
            for name, kind, spans in units:
                if name == coder:
                    layers.setdefault(kind, []).append(characters(spans))
            for own in layers.values():
                while pair := next(((a, b) for a, b in combinations(own, 2) if a & b), None):
                    own[:] = [one for one in own if one is not pair[0] and one is not pair[1]] + [pair[0] | pair[1]]
            named = [(kind, place, one) for kind, own in layers.items() for place, one in enumerate(own)]
            cover = [frozenset((kind, place) for kind, place, one in named if at in one) for at in range(length)]
            values[coder] = [frozenset(kind for kind, _ in owners) for owners in cover]
            q += sum(cover.count(owners) ** 2 for owners in set(cover) if owners) + cover.count(frozenset())
        for i, j in permutations(coders, 2):
            for pair in zip(values[i], values[j], strict=True):
                l[pair] = l.get(pair, Fraction(0)) + Fraction(1, m - 1)
    row = {}
    for (c, _k), count in l.items():
        row[c] = row.get(c, Fraction(0)) + count
    if not whole or whole**2 == q:
        return None
    observed = sum(count * masi(c, k) for (c, k), count in l.items())
    expected = whole / (whole**2 - q) * sum(row[c] * row[k] * masi(c, k) for c in row for k in row)
    return 1 - observed / expected if expected else None


def alpha_u(length, coders, units, category):
    """Return (D_o, D_e) of alpha_U 1995/2004 of one category on one continuum."""
    sections = {}
    for coder in coders:
        own = sorted(span for name, kind, spans in units if (name, kind) == (coder, category) for span in spans)
        cut, place = [], 0
        for start, end in own:
            if start > place:
                cut.append((place, start - place, False))
            cut.append((start, end - start, True))
            place = end
        if place < length:
            cut.append((place, length - place, False))
        sections[coder] = cut

    def apart(one, other):
        (b1, l1, v1), (b2, l2, v2) = one, other
        if v1 and v2 and -l1 < b1 - b2 < l2:
            return (b1 - b2) ** 2 + (b1 + l1 - b2 - l2) ** 2
        if v1 and not v2 and l2 - l1 >= b1 - b2 >= 0:
            return l1**2
        if v2 and not v1 and l1 - l2 >= b2 - b1 >= 0:
            return l2**2
        return 0

    m = len(coders)
    observed = sum(apart(one, other) for i, j in permutations(coders, 2) for one, other in product(sections[i], sections[j]))
    every = [section for own in sections.values() for section in own]
    sizes = [size for _, size, valued in every if valued]
    gaps = [size for _, size, valued in every if not valued]
    total = sum(
        Fraction(len(sizes) - 1, 3) * (2 * size**3 - 3 * size**2 + size) + size**2 * sum(gap - size + 1 for gap in gaps if gap >= size)
        for size in sizes
    )
    below = m * length * (m * length - 1) - sum(size * (size - 1) for size in sizes)
    return Fraction(observed, m * (m - 1) * length**2), Fraction(2, length) * total / below if below else Fraction(0)


def best_matching(one, other, worth):
    """Return the greatest (total, number of pairs) over all one-to-one matchings; ``worth`` gives 0 for pairs that may not match."""
    if not one:
        return Fraction(0), 0
    first, *rest = one
    found = best_matching(rest, other, worth)
    for place, answer in enumerate(other):
        value = worth(first, answer)
        if value:
            total, pairs = best_matching(rest, other[:place] + other[place + 1 :], worth)
            found = max(found, (total + value, pairs + 1))
    return found


def iou(one, other):
    if one[1] != other[1]:
        return Fraction(0)
    here, there = characters(one[2]), characters(other[2])
    return Fraction(len(here & there), len(here | there))


def f1(articles, mode, threshold=Fraction(1, 2)):
    """Return F1 of two coders over articles, None where nobody marked anything."""
    agreed, total = Fraction(0), Fraction(0)
    for _length, (a, b), units in articles:
        once = {(coder, kind, frozenset(characters(spans))): (coder, kind, spans) for coder, kind, spans in units}.values()
        one, other = ([unit for unit in once if unit[0] == coder] for coder in (a, b))
        if mode == "char":
            sides = [{(place, kind) for _, kind, spans in side for place in characters(spans)} for side in (one, other)]
            agreed += 2 * len(sides[0] & sides[1])
            total += len(sides[0]) + len(sides[1])
            continue
        total += len(one) + len(other)
        if mode == "soft":
            agreed += 2 * best_matching(one, other, iou)[0]
        else:
            least = {"exact": Fraction(1), "iou": threshold, "overlap": Fraction(0)}[mode]
            reached = (lambda x: x > 0) if mode == "overlap" else (lambda x, least=least: x >= least)
            agreed += 2 * best_matching(one, other, lambda a, b, reached=reached: Fraction(reached(iou(a, b))))[1]
    return agreed / total if total else None


def boundary_similarity(one, other):
    """Return B of two sets of boundaries: the most near misses of one position, the rest are edits."""
    common = one & other
    left, right = sorted(one - other), sorted(other - one)
    near = best_matching(left, right, lambda a, b: Fraction(abs(a - b) == 1))[1]
    edits = len(left) + len(right) - 2 * near
    whole = edits + near + len(common)
    return 1 - (edits + Fraction(near, 2)) / whole if whole else Fraction(1)


def linked(units, links, matching, directed):
    """Return (TP, n_A, n_B) of links (from, to, type) by places in each list of units; ``matching`` is A's place → B's."""
    answer = {b: a for a, b in matching.items()}

    def ends(link, own):
        source, target = (("A", one) if own == "A" else ("A", answer[one]) if one in answer else ("B", one) for one in link[:2])
        return (link[2], source, target) if directed else (link[2], *sorted((source, target)))

    one, other = ({ends(link, own) for link in links[own]} for own in "AB")
    return len(one & other), len(one), len(other)
