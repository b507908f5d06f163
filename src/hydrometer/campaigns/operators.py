"""Which of the streams reported in one pool are one operator's.

Streams of a pool are taken for one operator's unless they show that they are not.  What shows it:
both do several jobs, in several wordings and with several settings that share them, and yet hardly
any wording is shared between the two, not even what a public tool puts in, nor settings that nobody
else has; and each keeps times of its own.  One scheduler that draws from several lists of jobs
mixes them alike on every day, however its volume rises and falls; two operators have no reason to
rise and fall together, so the mix of their streams changes from day to day.  Where one of the two
is of strands that keep one schedule (`schedules`), the other would keep it too if it were the same
operator's, and hours tell.

An operator that gives its jobs common wording would give it to all of them at one time; so two such
streams that follow each other, one ending where the other begins, are one operator that changed.
Nor does a stream that is small beside the other show it: what a large operator does now and then
has wording of its own too.  A log without text shows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hydrometer.campaigns.assembly import Found
from hydrometer.campaigns.schedules import HOURS, variation
from hydrometer.campaigns.streams import CERTAIN
from hydrometer.stats.dispersion import intraclass_correlation
from hydrometer.store.protocol import Store

JOB = 0.1
"""Share of a stream's exchanges from which one combination of settings counts as a job; and which
is in other wordings than the one that is used most, or all is one job."""
COMPARABLE = 0.1
"""A stream of less than this part of the other's exchanges is one of the other's jobs."""
ALIKE = 0.2
"""Share of two streams' exchanges in the same wordings, or the same settings of their own, from
which they work alike."""
OWN = 0.5
"""Share of the log's use of settings, from which on they are the reported streams' own."""
OVERLAP = 0.2
"""Streams whose middle nine tenths overlap by less than this share of the shorter follow on."""
UNEVEN = 0.03
"""Correlation of two streams' conversations within days (`intraclass_correlation`) from which on
each keeps times of its own."""
APART = 0.4
"""Variation of their ratio from hours to hours (`schedules.variation`) from which on, if one of
them has a schedule."""
SURE = 3.0
"""Standard errors that either has to be above nothing."""

Blocks = dict[int, int]
Longs = NDArray[np.int64]


@dataclass(frozen=True)
class _Habit:
    """What a stream does, and when.

    ``blocks`` are its conversations, by block of time, ``scheduled`` whether it was joined of
    strands that keep one schedule.
    """

    jobs: int
    exchanges: int
    begins: float
    ends: float
    blocks: Blocks
    scheduled: bool

    def stands_beside(self, other: _Habit) -> bool:
        """Whether both do several jobs over one time, each at times of its own, neither small."""
        shared = min(self.ends, other.ends) - max(self.begins, other.begins)
        shorter = min(self.ends - self.begins, other.ends - other.begins)
        smaller, larger = sorted((self.exchanges, other.exchanges))
        comparable = smaller >= COMPARABLE * larger
        together = comparable and shared >= OVERLAP * shorter
        return together and min(self.jobs, other.jobs) >= 2 and self._keeps_other_times(other)

    def _keeps_other_times(self, other: _Habit) -> bool:
        mine, theirs = self._beside(other)
        day = np.unique(self._numbers(other) // (24 // HOURS), return_inverse=True)[1]
        days = [np.bincount(day, counts).astype(np.int64) for counts in (mine, theirs)]
        value, error = intraclass_correlation(days[0], days[1][:, None])
        uneven = value[0] >= max(UNEVEN, SURE * error[0])
        if uneven or not (self.scheduled or other.scheduled):
            return bool(uneven)
        value, error = variation(mine, theirs[:, None])
        return bool(value[0] >= max(APART, SURE * error[0]))

    def variation(self, other: _Habit) -> float:
        """How much the ratio of the two streams varies; infinite where it is not known."""
        mine, theirs = self._beside(other)
        return float(np.nan_to_num(variation(mine, theirs[:, None])[0][0], nan=np.inf))

    def _numbers(self, other: _Habit) -> Longs:
        return np.array(sorted({*self.blocks, *other.blocks}), np.int64)

    def _beside(self, other: _Habit) -> tuple[Longs, Longs]:
        """Conversations of both, block by block."""
        blocks = self._numbers(other).tolist()
        mine, theirs = ([habit.blocks.get(b, 0) for b in blocks] for habit in (self, other))
        return np.array(mine, np.int64), np.array(theirs, np.int64)


def gather(store: Store, found: list[Found]) -> list[Found]:
    """Merge the streams of each pool into operators, the strongest stream leading.

    Larger streams are placed first.  One that several operators might have sent is of the one whose
    largest stream keeps its times best.
    """
    if not found:
        return []
    own = [(f.pool, f.leading.stream) for f in found]
    habits, alike = _habits(store, found), _alike(store)
    operators: list[list[int]] = []
    for i in sorted(range(len(found)), key=lambda i: -habits[own[i]].exchanges):
        habit, (pool, stream) = habits[own[i]], own[i]
        same = [
            streams for streams in operators
            if own[streams[0]][0] == pool
            and (not habit.stands_beside(habits[own[streams[0]]])
                 or any((pool, stream, own[j][1]) in alike for j in streams))
        ]  # fmt: skip
        if same:
            min(same, key=lambda streams: habit.variation(habits[own[streams[0]]])).append(i)
        else:
            operators.append([i])
    return [_merged([found[i] for i in sorted(streams)]) for streams in sorted(operators, key=min)]


def _merged(streams: list[Found]) -> Found:
    return replace(streams[0], verdicts=tuple(v for f in streams for v in f.verdicts))


def _habits(store: Store, found: list[Found]) -> dict[tuple[int, int], _Habit]:
    pairs = np.array([(f.pool, f.leading.stream) for f in found], dtype=np.int64)
    store.put("reported_list", pa.table({"pool": pairs[:, 0], "stream": pairs[:, 1]}))
    store.create("reported", "select * from reported_list")
    blocks: dict[tuple[int, int], Blocks] = {}
    for r in store.fetch(_BLOCKS).to_pylist():
        blocks.setdefault((r["pool"], r["stream"]), {})[r["block"]] = r["conversations"]
    joined = store.fetch("select distinct pool, joined from joined_streams").to_pylist()
    scheduled = {(r["pool"], r["joined"]) for r in joined}
    habits = {}
    for r in store.fetch(_HABITS).to_pylist():
        own = (r["pool"], r["stream"])
        habits[own] = _Habit(
            r["jobs"], r["exchanges"], r["begins"], r["ends"], blocks[own], own in scheduled
        )
    return habits


_BLOCKS = f"""
select pool, stream, floor(epoch(begun) / {3600 * HOURS})::bigint as block,
    count(*) as conversations
from (
    select t.pool, t.stream, min(t.sent_at) as begun
    from streamed t join reported r on t.pool = r.pool and t.stream = r.stream
    where t.certainty >= {CERTAIN}
    group by t.pool, t.stream, coalesce(t.session_key, hash(t.exchange_id)))
group by pool, stream, floor(epoch(begun) / {3600 * HOURS})::bigint
"""


_HABITS = f"""
with own as (
    select t.pool, t.stream, t.settings_key, t.scaffold_key, t.opening_key,
        epoch(t.sent_at) as at
    from streamed t join reported r on t.pool = r.pool and t.stream = r.stream
    where t.certainty >= {CERTAIN}
),
settings as (
    select pool, stream, settings_key,
        count(*)::double / sum(count(*)) over (partition by pool, stream) as share,
        count(opening_key) > 0 as worded
    from own group by pool, stream, settings_key
),
wordings as (
    select pool, stream, scaffold_key, scaffold_key is not null as worded,
        count(*)::double / sum(count(*)) over (partition by pool, stream) as share
    from own group by pool, stream, scaffold_key
),
many as (
    select s.pool, s.stream, case when w.most <= 1 - {JOB} then s.jobs else least(s.jobs, 1) end
        as jobs
    from (select pool, stream, count(*) filter (where share >= {JOB} and worded) as jobs
          from settings group by pool, stream) s
    join (select pool, stream, max(share) filter (where worded) as most
          from wordings group by pool, stream) w
    on s.pool = w.pool and s.stream = w.stream
)
select o.pool, o.stream, max(m.jobs) as jobs, count(*) as exchanges,
    quantile_cont(o.at, 0.05) as begins, quantile_cont(o.at, 0.95) as ends
from own o join many m on o.pool = m.pool and o.stream = m.stream
group by o.pool, o.stream
"""


def _alike(store: Store) -> set[tuple[int, int, int]]:
    """Pool and two streams, in both orders, that work in the same wordings or settings."""
    rows = store.fetch(_ALIKE.format(column="scaffold_key", own="true")).to_pylist()
    rows += store.fetch(_ALIKE.format(column="settings_key", own=_OWN_SETTINGS)).to_pylist()
    pairs = {(r["pool"], r["one"], r["other"]) for r in rows}
    return pairs | {(pool, other, one) for pool, one, other in pairs}


_OWN_SETTINGS = f"""t.settings_key in (
        select r.settings_key from (
            select settings_key, count(*) as n from streamed group by settings_key) r
        join (select settings_key, count(*) as n from observations group by settings_key) o
        on r.settings_key = o.settings_key where r.n >= {OWN} * o.n)"""

_ALIKE = f"""
with used as (
    select t.pool, t.stream, t.{{column}} as value,
        case when t.{{column}} is not null and {{own}} then 1 else 0 end as counts
    from streamed t join reported r on t.pool = r.pool and t.stream = r.stream
    where t.certainty >= {CERTAIN}
),
shares as (
    select pool, stream, value, max(counts) as counts,
        count(*)::double / sum(count(*)) over (partition by pool, stream) as share
    from used where value is not null group by pool, stream, value
)
select a.pool, a.stream as one, b.stream as other
from shares a join shares b
    on a.pool = b.pool and a.value = b.value and a.stream < b.stream
where a.counts = 1
group by a.pool, a.stream, b.stream having sum(least(a.share, b.share)) >= {ALIKE}
"""
