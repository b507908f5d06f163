"""Matching two sets one to one, so that the matched pairs overlap as much as possible.

Kuhn's Hungarian method with potentials (Kuhn 1955; Jonker and Volgenant 1987), O(n^3), exact: the
numbers of campaigns are small.
"""

from __future__ import annotations

from collections.abc import Sequence

Overlap = tuple[str, str, tuple[int, int]]
"""A name on the left, one on the right, what they share: what counts, then what decides."""


def one_to_one(overlaps: Sequence[Overlap]) -> list[tuple[str, str]]:
    """Pairs with the largest sum of overlaps; what shares nothing stays alone.

    The first number of an overlap is maximised before the second.
    """
    left = sorted({name for name, _, _ in overlaps})
    right = sorted({name for _, name, _ in overlaps})
    size = max(len(left), len(right))
    tie = 1 + sum(second for _, _, (_, second) in overlaps)
    gains = [[0] * size for _ in range(size)]
    for a, b, (first, second) in overlaps:
        gains[left.index(a)][right.index(b)] = first * tie + second
    chosen = _assigned([[-gain for gain in row] for row in gains])
    return [(name, right[chosen[i]]) for i, name in enumerate(left) if gains[i][chosen[i]] > 0]


def _assigned(costs: list[list[int]]) -> list[int]:
    """For each row of a square matrix its column, at the least total cost."""
    size = len(costs)
    rows, columns = [0] * (size + 1), [0] * (size + 1)
    holder = [size] * (size + 1)  # the row that holds a column; the last column is a stand-in
    for row in range(size):
        holder[size] = row
        _augment(costs, rows, columns, holder)
    chosen = [0] * size
    for column, row in enumerate(holder[:size]):
        chosen[row] = column
    return chosen


def _augment(
    costs: list[list[int]], rows: list[int], columns: list[int], holder: list[int]
) -> None:
    """Give the row that waits in the stand-in column a column, moving others along the way."""
    size = len(costs)
    slack: list[float] = [float("inf")] * size
    came, seen, here = [size] * size, [False] * (size + 1), size
    while holder[here] != size or here == size:
        seen[here] = True
        row = holder[here]
        for j in (j for j in range(size) if not seen[j]):
            reduced = costs[row][j] - rows[row] - columns[j]
            if reduced < slack[j]:
                slack[j], came[j] = reduced, here
        step = min((j for j in range(size) if not seen[j]), key=slack.__getitem__)
        change = slack[step]
        _shift(int(change), rows, columns, holder, seen, slack)
        here = step
    while here != size:
        holder[here] = holder[came[here]]
        here = came[here]
    holder[size] = size


def _shift(
    change: int,
    rows: list[int],
    columns: list[int],
    holder: list[int],
    seen: list[bool],
    slack: list[float],
) -> None:
    """Move the potentials so that one more edge becomes tight."""
    for j, visited in enumerate(seen):
        if visited:
            rows[holder[j]] += change
            columns[j] -= change
        elif j < len(slack):
            slack[j] -= change
