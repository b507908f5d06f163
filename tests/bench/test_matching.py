"""The matching is one to one and as good as trying everything."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from hydrometer.bench.matching import Overlap, one_to_one

CELLS = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
    st.tuples(st.integers(0, 6), st.integers(0, 3)),
    max_size=14,
)


@given(CELLS)
def test_as_good_as_every_permutation(cells: dict[tuple[int, int], tuple[int, int]]) -> None:
    rows: list[Overlap] = [(f"t{a}", f"f{b}", share) for (a, b), share in cells.items()]
    pairs = one_to_one(rows)
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)
    shares = {(a, b): share for a, b, share in rows}
    got = tuple(sum(shares[pair][i] for pair in pairs) for i in (0, 1))
    best = max(
        tuple(sum(cells.get((a, b), (0, 0))[i] for a, b in enumerate(order)) for i in (0, 1))
        for order in permutations(range(5))
    )
    assert got == best


def test_what_shares_nothing_stays_alone() -> None:
    assert one_to_one([]) == []
    assert one_to_one([("t", "f", (0, 0))]) == []
    assert one_to_one([("t", "f", (0, 2)), ("t", "g", (0, 3))]) == [("t", "g")]


def test_greedy_would_be_worse() -> None:
    rows: list[Overlap] = [("a", "x", (10, 0)), ("a", "y", (9, 0)), ("b", "x", (9, 0))]
    assert one_to_one(rows) == [("a", "y"), ("b", "x")]
