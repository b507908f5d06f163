"""When exchanges are sent: days, weeks, bursts, sessions.

The constants are fits to the public trace of 422 API clients in alibaba/ServeGen (Apache-2.0):

* ``SHAPES``: requests by hour of day of the 306 language-model clients with 2,000 requests or more,
  each turned so that its circular mean falls on noon, averaged in four classes by how far day
  and night differ (resultant length under 0.1: 40 clients, to 0.3: 67, to 0.6: 83, over: 116).
* daily totals of one client scatter with a log standard deviation of 0.83 in the median (quartiles
  0.34 and 1.72): that is why sessions come in bursts rather than evenly.
* gaps inside a ten-minute window have a coefficient of variation of 1.1 in the median and 3 to 7 in
  the upper quarter: log-normal gaps with a log standard deviation of 1 give 1.3.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np

from hydrometer.bench.ledger import Array, Flags, Floats, Ints, Ledger

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
BLOCK = 4_000_000
"""Exchanges that are timed at once."""

_HOURS = """
1.10 .89 .95 .84 .86 .92 .98 1.01 1.08 1.14 1.04 1.10 1.24 1.20 1.05 1.03 1.00 .95 1.01 .89 .98 .93
.89 .95
.66 .61 .60 .69 .73 .81 .88 1.18 1.16 1.48 1.43 1.37 1.36 1.48 1.39 1.20 1.05 1.01 .85 1.18 .77 .71
.73 .67
.27 .32 .29 .42 .42 .60 .89 1.21 1.64 1.45 1.58 1.73 2.09 2.43 1.91 1.57 1.33 1.03 .74 .72 .51 .32
.20 .31
.07 .01 .03 .03 .03 .08 .16 .25 .45 .90 1.62 4.15 8.55 3.56 1.87 1.00 .45 .18 .16 .12 .12 .07 .06
.05
"""
SHAPES: Floats = np.array(_HOURS.split(), float).reshape(4, 24)
FLAT, MILD, WAKING, PEAKED = range(4)
"""Rows of SHAPES."""

WEEKS: Floats = np.array(
    [[1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0.95, 0.75, 0.8], [1, 1.05, 1.05, 1, 0.9, 0.08, 0.1]]
)
"""Monday to Sunday: all alike, people, offices."""


@dataclass(frozen=True)
class Timeline:
    """Every exchange of a world in order of time; ``n`` long arrays."""

    sent_at: Ints  # microseconds since 1970
    workload: Array
    sequence: Ints  # number in the order of making; neighbours in a session differ by 1
    session: Ints  # number of the session
    ordinal: Array  # number of the session in its workload
    position: Array  # place in the session, from 0

    def rows(self, part: slice) -> Timeline:
        """A stretch of the timeline."""
        return Timeline(*(getattr(self, f.name)[part] for f in fields(self)))


def schedule(work: Ledger, start: int, days: int, rng: np.random.Generator) -> Timeline:
    """Time every exchange of the workloads; ``start`` in microseconds, the world lasts ``days``."""
    counts = work["exchanges"]
    cuts = np.searchsorted(np.cumsum(counts), np.arange(BLOCK, counts.sum() + BLOCK, BLOCK))
    edges = np.unique(np.concatenate([[0], cuts + 1, [work.rows]]).clip(0, work.rows))
    parts, sessions, sequences = [], 0, 0
    for low, high in pairwise(edges.tolist()):
        part = _block(work, np.arange(low, high), start, days, rng)
        parts.append((*part[:2], part[2] + sequences, part[3] + sessions, *part[4:]))
        sessions += int(part[3][-1]) + 1 if part[3].size else 0
        sequences += int(part[2].size)
    return _sorted(parts, start, start + days * DAY_US)


def _sorted(parts: list[tuple[Array, ...]], start: int, end: int) -> Timeline:
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    first, last = np.searchsorted(columns[0], [start, end], sorter=order)
    order = order[first:last]
    for number, column in enumerate(columns):
        columns[number] = column[order]
    return Timeline(*columns)


def _block(
    work: Ledger, ids: Ints, start: int, days: int, rng: np.random.Generator
) -> tuple[Array, ...]:
    counts = work["exchanges"][ids]
    owner = np.repeat(ids, counts).astype(np.int32)
    opens = _first_of_each(counts)
    opens |= rng.random(owner.size) * work["session_size"][owner] < 1
    timer = work["period_s"][owner] > 0
    opens |= timer
    session = np.cumsum(opens) - 1
    heads = np.flatnonzero(opens)
    holder = owner[heads]
    waits = np.where(
        opens, 0.0, rng.lognormal(0.0, 1.0, owner.size) * work["gap_s"][owner] * 1e6
    ).astype(np.int64)
    elapsed = np.cumsum(waits)
    elapsed -= elapsed[heads][session]
    begins = _session_starts(work, holder, start, days, rng)
    lasts = np.append(heads[1:], owner.size) - 1
    room = np.maximum(work["begins"][holder], work["ends"][holder] - elapsed[lasts] - 1)
    late = np.flatnonzero(begins > room)  # would outlast the workload: some other time then
    earliest = work["begins"][holder[late]]
    begins[late] = earliest + (rng.random(late.size) * (room[late] - earliest)).astype(np.int64)
    ordinal = (np.arange(heads.size) - _first_row(holder)).astype(np.int32)
    ticks = timer[heads]
    begins[ticks] = _ticks(work, holder[ticks], ordinal[ticks], rng)
    position = (np.arange(owner.size) - heads[session]).astype(np.int32)
    sequence = np.arange(owner.size)
    return begins[session] + elapsed, owner, sequence, session, ordinal[session], position


def _first_of_each(counts: Ints) -> Flags:
    first = np.zeros(int(counts.sum()), bool)
    starts = np.cumsum(counts) - counts
    first[starts[counts > 0]] = True
    return first


def _first_row(sorted_values: Array) -> Ints:
    """For each row of a sorted array, the first row that holds the same value."""
    change = np.ones(sorted_values.size, bool)
    change[1:] = sorted_values[1:] != sorted_values[:-1]
    heads = np.flatnonzero(change)
    return np.asarray(heads[np.cumsum(change) - 1])


def _ticks(work: Ledger, holder: Array, ordinal: Array, rng: np.random.Generator) -> Ints:
    """A timer's moments, with a scatter of two seconds."""
    late = rng.exponential(2.0, holder.size)
    since = (ordinal * work["period_s"][holder].astype(float) + late) * 1e6
    return np.asarray(work["begins"][holder] + since.astype(np.int64))


def _session_starts(
    work: Ledger, holder: Array, start: int, days: int, rng: np.random.Generator
) -> Ints:
    """Sessions cluster in bursts; a burst's centre follows the workload's day and week."""
    leads = _first_row(holder) == np.arange(holder.size)
    leads |= rng.random(holder.size) * work["burst_size"][holder] < 1
    burst = np.cumsum(leads) - 1
    centres = _moments(work, holder[leads], start, days, rng)
    spread = np.where(leads, 0.0, rng.exponential(1.0, holder.size) * work["burst_h"][holder])
    return np.asarray(centres[burst] + (spread * HOUR_US).astype(np.int64))


def _moments(work: Ledger, holder: Array, start: int, days: int, rng: np.random.Generator) -> Ints:
    """Moments between the workload's begin and end, drawn in proportion to its daily rhythm."""
    moments = np.empty(holder.size, np.int64)
    kinds = (work["week"][holder] * 4 + work["shape"][holder]) * 24 + work["hour"][holder]
    order = np.argsort(kinds, kind="stable")
    groups = np.flatnonzero(np.diff(kinds[order], prepend=-1))
    grid = start + np.arange(days * 24 + 1) * HOUR_US
    draws = rng.random(holder.size)
    for rows in np.split(order, groups[1:]):
        if not rows.size:
            continue
        curve = _curve(int(kinds[rows[0]]), start, days)
        low = np.interp(work["begins"][holder[rows]], grid, curve)
        high = np.interp(work["ends"][holder[rows]], grid, curve)
        moments[rows] = np.interp(low + draws[rows] * (high - low), curve, grid)
    return moments


def _curve(kind: int, start: int, days: int) -> Floats:
    """Cumulative intensity at each hour of the world for one class of rhythm."""
    week, rest = divmod(kind, 96)
    shape, hour = divmod(rest, 24)
    hours = np.arange(days * 24) + (start // HOUR_US)
    of_day = SHAPES[shape][(hours - hour + 12) % 24]
    of_week = WEEKS[week][((hours // 24) + 3) % 7]  # 1970 began on a Thursday
    return np.concatenate([[0.0], np.cumsum(np.maximum(of_day * of_week, 1e-4))])
