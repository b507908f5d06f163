"""Of the campaigns that are reported, how many are false: worlds with operators and without.

A reported campaign is false if fewer than half of its exchanges are extraction by the truth.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hydrometer.bench.searching import request_of
from hydrometer.bench.simulate import simulate
from hydrometer.pipeline import detect
from hydrometer.store.duckdb import DuckStore
from hydrometer.store.protocol import quoted

TRUE_FROM = 0.5
_RESAMPLES = 10_000


@dataclass(frozen=True)
class Campaign:
    """A reported one: what it holds, and the ``share`` of its exchanges that are extraction.

    ``population`` is what most of its members are.
    """

    campaign_id: str
    accounts: int
    exchanges: int
    share: float
    q_value: float
    population: str

    @property
    def false(self) -> bool:
        """Whether most of what is reported is no extraction."""
        return self.share < TRUE_FROM


@dataclass(frozen=True)
class Searched:
    """What was reported of one world."""

    world: str
    seed: int
    campaigns: tuple[Campaign, ...]

    @property
    def false_share(self) -> float:
        """False discovery proportion: false campaigns by all, 0 where nothing is reported."""
        return sum(c.false for c in self.campaigns) / max(1, len(self.campaigns))


def search(world: str, scale: float, seed: int) -> Searched:
    """Simulate a world with text and detect in it."""
    with tempfile.TemporaryDirectory(prefix="hydrometer-bench-") as folder:
        made, run = Path(folder) / "world", Path(folder) / "run"
        simulate(world, scale, seed, True, made)
        detect(request_of(made, run))
        return Searched(world, seed, reported(made, run))


def reported(truth: Path, run: Path) -> tuple[Campaign, ...]:
    """The campaigns of a run, beside the truth."""
    files = [truth / f"{name}.parquet" for name in ("truth_accounts", "truth_exchanges")]
    files += [run / f"{name}.parquet" for name in ("campaigns", "members", "attributions")]
    with tempfile.TemporaryDirectory() as folder, DuckStore(workdir=Path(folder)) as store:
        for path in files:
            store.view(path.stem, f"select * from read_parquet({quoted(path)})")
        return tuple(Campaign(**row) for row in store.fetch(_REPORTED).to_pylist())


_REPORTED = """
with extraction as (select distinct exchange_id from truth_exchanges),
shares as (
    select campaign_id, count(*) as exchanges, count(e.exchange_id)::double / count(*) as share
    from attributions left join extraction e using (exchange_id) group by campaign_id
),
kinds as (
    select m.campaign_id, count(distinct m.account_id) as accounts,
        coalesce(mode(t.population), '') as population
    from members m left join truth_accounts t using (account_id) group by m.campaign_id
)
select c.campaign_id, k.accounts, s.exchanges, s.share, c.q_value, k.population
from campaigns c join shares s using (campaign_id) join kinds k using (campaign_id)
order by c.campaign_id
"""


@dataclass(frozen=True)
class Rate:
    """The realised false discovery rate over worlds, with a 95% bootstrap interval over them.

    ``worlds_at_most`` bounds the share of worlds with a false report, at 95% (Clopper and Pearson
    1934): where none is seen a bootstrap gives zeros, which says too much.
    """

    mean: float
    low: float
    high: float
    worlds_at_most: float


def rate(found: Sequence[Searched]) -> Rate:
    """Mean over worlds of the share of reports that are false."""
    shares = np.array([searched.false_share for searched in found])
    rng = np.random.default_rng(1)
    means = rng.choice(shares, (_RESAMPLES, len(shares))).mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975)).tolist()
    return Rate(
        float(shares.mean()), low, high, _at_most(int(np.count_nonzero(shares)), len(shares))
    )


def _at_most(seen: int, of: int) -> float:
    """The largest chance at which as few as ``seen`` of ``of`` come once in twenty times."""
    low, high = seen / of, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        fewer = sum(math.comb(of, k) * middle**k * (1 - middle) ** (of - k)
                    for k in range(seen + 1))  # fmt: skip
        low, high = (middle, high) if fewer > 0.05 else (low, middle)
    return high
