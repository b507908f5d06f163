"""The honest panels that a panel is compared with, against sorting by hand."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from hydrometer.campaigns.references import Honest

NEAREST = 90
PANELS = NEAREST + 200
OTHER_SORT = 20
JUDGED = 30


def honest(rng: np.random.Generator) -> tuple[Honest, np.ndarray, np.ndarray, np.ndarray]:
    """Panels, the first judged and the last of another sort: them, their shape, kin and rows."""
    sizes = rng.integers(1, 5_000, size=(PANELS, 2))
    kin = rng.integers(0, 400, size=PANELS)
    judged = np.arange(PANELS) < JUDGED
    sort = np.arange(PANELS) < PANELS - OTHER_SORT
    table = pa.table({"one": sizes[:, 0], "two": sizes[:, 1], "kin": kin, "judged": judged})
    return (
        Honest(table, sort, ("one", "two"), NEAREST),
        np.log2(sizes),
        kin,
        np.flatnonzero(sort & ~judged),
    )


@pytest.mark.parametrize("seed", range(3))
def test_nearest_and_ranks_are_those_by_hand(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found, shape, kin, rows = honest(rng)
    values = rng.integers(0, 50, size=PANELS).astype(float)
    values[rng.random(PANELS) < 0.2] = np.nan
    matched, unmatched = found.ranked(values, True), found.ranked(values, False)
    for i in range(0, PANELS, 7):
        others = [r for r in rows.tolist() if kin[r] != kin[i]]
        assert found.others(i).tolist() == others
        apart = {r: float(np.abs(shape[r] - shape[i]).sum()) for r in others}
        near = sorted(others, key=lambda r: apart[r])[:NEAREST]
        assert len(others) > NEAREST
        assert set(near) <= set(found.nearest(i).tolist())
        assert max(apart[r] for r in found.nearest(i)) == max(apart[r] for r in near)
        for ranks, beside in ((matched, found.nearest(i).tolist()), (unmatched, others)):
            known = [values[r] for r in beside if not np.isnan(values[r])]
            wanted = (1 + sum(v >= values[i] for v in known)) / (1 + len(known))
            assert ranks[i] == wanted if not np.isnan(values[i]) else np.isnan(ranks[i])
