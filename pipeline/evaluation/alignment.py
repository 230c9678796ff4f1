"""Alignment of what was read with what is written (so khớp văn bản): the fewest insertions, deletions and replacements.

The edit distance (Levenshtein) of two sequences, by the bit-vectors of Myers and Hyyrö: a row of the table lies in one large
integer, so a page of 4,000 letters takes some milliseconds. `align` also gives the pairs. Both take strings or lists of words.

An OCR that read both columns of a letterhead in the other order made no mistake in a word. `loose_pairs` therefore looks for
what is left over of the truth in what is left over of the reading, and pairs the words in between by their likeness.

G. Myers, JACM 46 (1999) 395; H. Hyyrö, Nordic Journal of Computing 10 (2003) 29.

>>> distance("Kế hoạch", "Kê hoach"), distance("a b c".split(), "a c".split())
(2, 1)
>>> align("abcde", "acdef")
[(0, 0), (1, None), (2, 1), (3, 2), (4, 3), (None, 4)]
>>> loose_pairs("Số: 5 /KH-UBND Độc lập - Tự do".split(), "Dộc lập - Tự do Số: 5 /KH-UBND".split())
[(0, 5), (1, 6), (2, 7), (3, 0), (4, 1), (5, 2), (6, 3), (7, 4)]
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence

Pair = tuple[int | None, int | None]
"""Place in the truth and place in the reading; None where the other side has nothing there."""

PIECE = 1_500
"""Words of a piece of a long text: what is aligned at once costs memory by the square."""

RUN = 3
"""Words that must follow one another on both sides to count as one passage that stands elsewhere."""

PASSES = 4
"""Times that what is left over is looked for elsewhere."""

BLOCK = 2_500
"""Cells (words × words) of a block that is paired by likeness; larger ones are junk and stay unpaired."""

GAP = 0.4
"""Price of an unpaired word beside the price of a pair (0 the same, 1 no letter in common): pairs above 2 × GAP are none."""


def _places(truth: Sequence[Hashable]) -> dict[Hashable, int]:
    places: dict[Hashable, int] = {}
    for index, item in enumerate(truth):
        places[item] = places.get(item, 0) | 1 << index
    return places


def _trimmed(truth: Sequence[Hashable], read: Sequence[Hashable]) -> tuple[int, int, int]:
    """Length of what both begin with, and where both end but for what they end with."""
    start, most = 0, min(len(truth), len(read))
    while start < most and truth[start] == read[start]:
        start += 1
    end = 0
    while end < most - start and truth[-1 - end] == read[-1 - end]:
        end += 1
    return start, len(truth) - end, len(read) - end


def distance(truth: Sequence[Hashable], read: Sequence[Hashable]) -> int:
    """The fewest items to insert, delete or replace that make the one into the other."""
    start, truth_end, read_end = _trimmed(truth, read)
    count = truth_end - start
    if not count:
        return read_end - start
    places, full, last = _places(truth[start:truth_end]), (1 << count) - 1, 1 << count - 1
    up, down, total = full, 0, count
    for item in read[start:read_end]:
        match = places.get(item, 0)
        diagonal = ((((match & up) + up) ^ up) | match | down) & full
        right = (down | ~(diagonal | up)) & full
        left = diagonal & up
        total += bool(right & last) - bool(left & last)
        right = (right << 1 | 1) & full
        up = ((left << 1) | ~(diagonal | right)) & full
        down = right & diagonal
    return total


def align(truth: Sequence[Hashable], read: Sequence[Hashable]) -> list[Pair]:
    """Pairs of places in order, of an alignment with the fewest errors; replaced items are pairs too."""
    start, truth_end, read_end = _trimmed(truth, read)
    ups, downs = _columns(truth[start:truth_end], read[start:read_end])
    tail = [(truth_end + k, read_end + k) for k in range(len(truth) - truth_end)]
    pairs: list[Pair] = list(reversed(tail))
    row, column = read_end - start, truth_end - start
    while row and column:
        if ups[row - 1] >> column - 1 & 1:
            column -= 1
            pairs.append((start + column, None))
            continue
        row -= 1
        if row and downs[row - 1] >> column - 1 & 1:
            pairs.append((None, start + row))
        else:
            column -= 1
            pairs.append((start + column, start + row))
    pairs += [(start + k, None) for k in reversed(range(column))]
    pairs += [(None, start + k) for k in reversed(range(row))]
    pairs += [(k, k) for k in reversed(range(start))]
    return pairs[::-1]


def _columns(truth: Sequence[Hashable], read: Sequence[Hashable]) -> tuple[list[int], list[int]]:
    """For each item read, in which rows the table goes up and down by one."""
    places, full = _places(truth), (1 << len(truth)) - 1
    up, down = full, 0
    ups, downs = [], []
    for item in read:
        match = places.get(item, 0)
        diagonal = ((((match & up) + up) ^ up) | match | down) & full
        right = (((down | ~(diagonal | up)) & full) << 1 | 1) & full
        left = (diagonal & up) << 1
        up = (left | ~(diagonal | right)) & full
        down = right & diagonal
        ups.append(up)
        downs.append(down)
    return ups, downs


def pieces(truth: Sequence[str], read: Sequence[str]) -> list[tuple[slice, slice]]:
    """Long lists cut into pieces of at most about 2 × `PIECE` words that stand for one another; short ones stay whole.

    The cuts lie where three words follow one another that do so only once on either side. Without such a place (junk) both lists
    are cut where the same share of them is over.
    """
    if max(len(truth), len(read)) <= 2 * PIECE:
        return [(slice(0, len(truth)), slice(0, len(read)))]
    cuts, last = [], (0, 0)
    for i, j in _anchors(truth, read):
        if min(i - last[0], j - last[1]) >= PIECE:
            cuts.append((i, j))
            last = (i, j)
    found: list[tuple[slice, slice]] = []
    for (i, j), (i_end, j_end) in zip([(0, 0), *cuts], [*cuts, (len(truth), len(read))], strict=True):
        parts = -(-max(i_end - i, j_end - j) // (2 * PIECE))
        for part in range(parts):
            left, right = ((a + part * (b - a) // parts, a + (part + 1) * (b - a) // parts) for a, b in ((i, i_end), (j, j_end)))
            found.append((slice(*left), slice(*right)))
    return found


def _anchors(truth: Sequence[str], read: Sequence[str]) -> list[tuple[int, int]]:
    """Places of three words that stand together once on either side, in an order that holds on both (patience sorting)."""
    once, once_read = _once(truth), _once(read)
    places = [(i, once_read[words]) for words, i in once.items() if words in once_read]
    tops: list[int] = []
    chain: list[tuple[int, int | None]] = []  # each place: its j, and which place it follows
    ends: list[int] = []
    for number, (_, j) in enumerate(places):
        pile = bisect_left(tops, j)
        tops[pile : pile + 1] = [j]
        ends[pile : pile + 1] = [number]
        chain.append((j, ends[pile - 1] if pile else None))
    found: list[tuple[int, int]] = []
    at = ends[-1] if ends else None
    while at is not None:
        found.append(places[at])
        at = chain[at][1]
    return found[::-1]


def _once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Each three words that stand together only once, in order, with their place."""
    seen: dict[tuple[str, ...], int] = {}
    for place in range(len(words) - 2):
        three = tuple(words[place : place + 3])
        seen[three] = -1 if three in seen else place
    return {three: place for three, place in seen.items() if place >= 0}


def loose_pairs(truth: Sequence[str], read: Sequence[str]) -> list[Pair]:
    """Each word of the truth with the word read for it, wherever that stands; then the words read for none."""
    found = {i: j for i, j in align(truth, read) if i is not None and j is not None and truth[i] == read[j]}
    for _ in range(PASSES):
        moved = _moved(truth, read, found)
        if not moved:
            break
        found |= moved
    found |= _alike(truth, read, found)
    left = sorted(set(range(len(read))) - set(found.values()))
    pairs: list[Pair] = [(i, found.get(i)) for i in range(len(truth))]
    return pairs + [(None, j) for j in left]


def _moved(truth: Sequence[str], read: Sequence[str], found: dict[int, int]) -> dict[int, int]:
    """Runs of words, equal on both sides, among what is left over."""
    taken = set(found.values())
    left = [i for i in range(len(truth)) if i not in found]
    right = [j for j in range(len(read)) if j not in taken]
    same = [
        (left[a], right[b])
        for a, b in align([truth[i] for i in left], [read[j] for j in right])
        if a is not None and b is not None and truth[left[a]] == read[right[b]]
    ]
    runs: list[list[tuple[int, int]]] = []
    for i, j in same:
        # One word between may differ: 'Độc lập - Tự do' read as 'Độc lâp - Tự do' is one passage.
        if runs and 0 < i - runs[-1][-1][0] <= 2 and 0 < j - runs[-1][-1][1] <= 2:
            runs[-1].append((i, j))
        else:
            runs.append([(i, j)])
    return {i: j for run in runs if len(run) >= RUN for i, j in run}


def _alike(truth: Sequence[str], read: Sequence[str], found: dict[int, int]) -> dict[int, int]:
    """Words left over between the same neighbours, paired by their likeness."""
    taken = set(found.values())
    pairs: dict[int, int] = {}
    for first, past in _runs([i for i in range(len(truth)) if i not in found]):
        spaces = {_space(found[first - 1] + 1, 1, len(read), taken)} if first - 1 in found else set()
        spaces |= {_space(found[past] - 1, -1, len(read), taken)} if past in found else set()
        if not found:
            spaces = {(0, len(read))}
        for start, end in sorted(spaces):
            left = [i for i in range(first, past) if i not in pairs]
            new = _block([truth[i] for i in left], read[start:end])
            pairs |= {left[a]: start + b for a, b in new.items()}
            taken |= {start + b for b in new.values()}
    return pairs


def _runs(places: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _space(place: int, step: int, count: int, taken: set[int]) -> tuple[int, int]:
    """The free places from this one on, forwards or backwards."""
    end = place
    while 0 <= end < count and end not in taken:
        end += step
    return (place, end) if step > 0 else (end + 1, place + 1)


def unlike(a: str, b: str) -> float:
    """0 for the same word, 1 for words without a letter in common in their places."""
    return distance(a, b) / max(len(a), len(b), 1)


def _block(truth: Sequence[str], read: Sequence[str]) -> dict[int, int]:
    """The cheapest pairing in order of a few words with a few words."""
    if not truth or not read or len(truth) * len(read) > BLOCK:
        return {}
    price = [[GAP * (i + j) if not i or not j else 0.0 for j in range(len(read) + 1)] for i in range(len(truth) + 1)]
    for i, word in enumerate(truth, 1):
        for j, other in enumerate(read, 1):
            paired = price[i - 1][j - 1] + unlike(word, other)
            price[i][j] = min(paired, price[i - 1][j] + GAP, price[i][j - 1] + GAP)
    pairs: dict[int, int] = {}
    i, j = len(truth), len(read)
    while i and j:
        if price[i][j] == price[i - 1][j] + GAP:
            i -= 1
        elif price[i][j] == price[i][j - 1] + GAP:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs[i] = j
    return pairs
