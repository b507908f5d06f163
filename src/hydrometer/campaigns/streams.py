"""What each pool's traffic is made of: every exchange of a pool goes to one of its streams.

The log is read once, for the few columns that exchanges are told apart by.  Sorted, a pool's
traffic begins with the sample of its sessions that the mixture is fitted on; all of it is then
assigned as it streams by, so a pool of any size costs bounded memory.  What comes out is narrow
too: besides its stream, an exchange keeps only what signals will ask of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from hydrometer.campaigns.attributes import Attributes, Coding, Customers, Outside
from hydrometer.campaigns.linkage import FEWEST, link
from hydrometer.campaigns.mixture import Chains, Mixture, fit, place
from hydrometer.campaigns.pools import SAMPLED, Pool
from hydrometer.campaigns.schedules import Schedules
from hydrometer.store.protocol import Store, quoted

SAMPLE = 12_000
"""Exchanges of a pool that its streams are fitted on."""
OUTSIDE_SAMPLE = 50_000
CERTAIN = 0.5
"""Posterior from which on an exchange counts as its stream's."""
_OUTSIDE = -1
"""Number of the pool of all accounts that are not judged."""
_GRAIN = 1_000_003

_KEPT = ("exchange_key", "account_key", "chain", "sent_at")
_ASKED = "asked_"
"""Before the name of what is asked: a key that is not known stays null there, and is no code."""
_ASSIGNED = (("pool", pa.int64()), ("stream", pa.int32()), ("certainty", pa.float32()))


def decompose(
    store: Store, pools: list[Pool], traits: Attributes, asked: Sequence[str], spool: Path
) -> None:
    """Make the view ``assigned``: the stream of every exchange of every pool.

    Columns: ``pool`` (number in ``pools``), ``exchange_key`` (hash of the exchange's id),
    ``account_key``, ``chain`` (its session, or itself), ``sent_at``, those of the observations that
    are ``asked``, ``stream`` (0 is the background) and ``certainty`` (posterior of that stream).
    A judged pool is told apart into streams; an honest pool is one stream, dealt out anew where it
    says so.
    """
    _put_members(store, pools)
    source = store.batches(_traffic(traits, asked))
    names = [*_KEPT, *(_ASKED + name for name in asked)]
    kept = [source.schema.field(name) for name in names]
    schema = pa.schema(
        [*(field.with_name(field.name.removeprefix(_ASKED)) for field in kept), *_ASSIGNED]
    )
    path, schedules = spool / "assigned.parquet", Schedules()
    # Nothing in it repeats often enough for compression or dictionaries to pay.
    with pq.ParquetWriter(path, schema, compression="none", use_dictionary=False) as writer:
        for rows, *found in _assign(_pieces(source), pools, traits, schedules):
            arrays = [rows.column(name) for name in names]
            arrays += [pa.array(column) for column in found]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
    store.put("joined_streams", schedules.joined())
    columns = ", ".join(f"a.{name}" for name in schema.names if name != "stream")
    store.view(
        "assigned",
        f"select {columns}, coalesce(j.joined, a.stream)::integer as stream "
        f"from read_parquet({quoted(path)}) a left join joined_streams j "
        f"on a.pool = j.pool and a.stream = j.stream where a.pool <> {_OUTSIDE}",
    )


def _put_members(store: Store, pools: list[Pool]) -> None:
    """Make ``pool_members``: for each account of each pool, what of its traffic is picked.

    Picked of a judged pool is what it is fitted on; the rest is read as well.
    """
    sizes = [len(pool.accounts) for pool in pools]
    keys = np.concatenate([pool.accounts for pool in pools]) if pools else np.zeros(0, np.uint64)
    columns = {
        "pool": np.arange(len(pools), dtype=np.int64),
        "turn": np.argsort(_turns(pools)[1:]) + 1,
        "judged": np.array([pool.group >= 0 for pool in pools], dtype=bool),
        "dealt": np.array([pool.dealt for pool in pools], dtype=str),
        "among": np.array([pool.among for pool in pools], dtype=np.int64),
    }
    keep = [min(1.0, SAMPLED / max(pool.volume, 1)) if pool.dealt else 1.0 for pool in pools]
    columns["keep"] = np.array(keep, dtype=float)
    members = {name: np.repeat(column, sizes) for name, column in columns.items()}
    store.put("pool_list", pa.table({**members, "account_key": keys}))
    store.create("pool_members", _MEMBERS)


def _turns(pools: list[Pool]) -> NDArray[np.int64]:
    """The numbers of the pools in the order in which they are read: outside, honest, judged."""
    judged = np.array([pool.group >= 0 for pool in pools], dtype=bool)
    return np.concatenate([[_OUTSIDE], np.argsort(judged, kind="stable")]).astype(np.int64)


_MEMBERS = f"""
with named as (
    select l.*, sum(p.exchanges) over (partition by l.pool) as exchanges
    from pool_list l join parties p on l.account_key = p.account_key
),
others as (
    select account_key, exchanges from parties
    where account_key not in (select account_key from pool_list where judged)
),
totals as (
    select sum(exchanges) as exchanges, (select sum(exchanges) from others) as others from parties
),
shares as (
    select {OUTSIDE_SAMPLE}::double / exchanges as keep,
        coalesce(others, 0) * {OUTSIDE_SAMPLE} < exchanges as pooled from totals
)
select pool, turn, judged, dealt, among, account_key,
    case when judged then {SAMPLE}::double / exchanges else keep end as keep
from named
union all
select {_OUTSIDE}, 0, false, '', 0, p.account_key, s.keep
from parties p cross join shares s
where s.pooled or p.account_key in (select account_key from others)
"""
"""Where hardly any traffic is outside the judged pools, all traffic stands for it."""


def _traffic(traits: Attributes, asked: Sequence[str]) -> str:
    """What streams by: outside, honest pools, then of judged ones what is picked, and the rest.

    ``place`` is twice the turn of the pool, and one more where an exchange is not picked: one
    number takes less sorting than three.
    """
    carried = "".join(f", o.{name} as {_ASKED}{name}" for name in asked)
    names = ", ".join([*_KEPT, *traits.columns, *(_ASKED + name for name in asked)])
    return f"""
        select case when picked then 2 * turn else 2 * turn + 1 end as place, {names} from (
            select m.turn, o.chain, o.exchange_key, o.sent_at, {traits.sql}{carried},
                case m.dealt
                    when 'exchange' then hash(m.pool, o.exchange_key % m.among)
                    when 'session' then hash(m.pool, o.chain % m.among)
                    else o.account_key end as account_key,
                case when m.pool = {_OUTSIDE} then o.exchange_key else o.chain end % {_GRAIN}
                    <= {_GRAIN} * m.keep as picked, m.judged
            from (select *, hash(exchange_id) as exchange_key,
                      coalesce(session_key, hash(exchange_id)) as chain from observations) o
            join pool_members m on o.account_key = m.account_key)
        where picked or judged
        order by place, chain, exchange_key"""


def _pieces(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in order, so divided that what is picked of a pool and every chain is whole."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        if not batch.num_rows:
            continue
        rows = pa.Table.from_batches([*held, batch]).combine_chunks().to_batches()[0]
        whole = _last_place(rows)
        if whole:
            yield rows.slice(0, whole)
        held = [rows.slice(whole)]
    yield from held


def _last_place(rows: pa.RecordBatch) -> int:
    """Where the last chain begins, or all that is picked of the last pool; 0 if nothing else is."""
    place = rows["place"].to_numpy()
    apart = _changes(place)
    if place[-1] % 2:
        apart = np.concatenate([apart, _changes(rows["chain"].to_numpy())])
    return int(apart.max(initial=0))


def _changes(column: NDArray[np.generic]) -> NDArray[np.int64]:
    """Rows that differ from the one before."""
    return 1 + np.flatnonzero(column[1:] != column[:-1])


@dataclass(frozen=True)
class _Fitted:
    """A pool's mixture, which stream each of its strands is of, and its coding."""

    coding: Coding
    mixture: Mixture
    stream_of: NDArray[np.int32]


def _assign(
    pieces: Iterable[pa.RecordBatch],
    pools: list[Pool],
    traits: Attributes,
    schedules: Schedules,
) -> Iterator[tuple[pa.RecordBatch, NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]]:
    """Each piece with the pool, stream and certainty of its rows; what is honest is one stream."""
    turns = _turns(pools)
    outside, number, fitted = None, _OUTSIDE, None
    customers = Customers(FEWEST)
    for rows in pieces:
        place = rows["place"].to_numpy()
        stream = np.ones(rows.num_rows, dtype=np.int32)
        certainty = np.ones(rows.num_rows, dtype=np.float32)
        for low, high in pairwise([0, *_changes(place).tolist(), rows.num_rows]):
            run = rows.slice(low, high - low)
            own = int(turns[place[low] // 2])
            if own == _OUTSIDE:
                outside = Outside.of(run, traits)
            elif pools[own].group >= 0:
                if own != number:
                    number, fitted = own, None
                if place[low] % 2 == 0:
                    usual = outside or Outside.of(run.slice(0, 0), traits)
                    fitted = _fit(run, traits, usual, customers)
                stream[low:high], certainty[low:high] = _streams(run, fitted)
                chains = np.append(0, _ends(run)[:-1])
                begun = np.minimum.reduceat(run["sent_at"].cast(pa.int64()).to_numpy(), chains)
                known = (stream[low + chains] > 0) & (certainty[low + chains] >= CERTAIN)
                schedules.add(own, stream[low + chains][known], begun[known])
            elif pools[own].dealt and pools[own].kin < 0:
                customers.add(run)
        yield rows, turns[place // 2], stream, certainty


def _fit(
    rows: pa.RecordBatch, traits: Attributes, outside: Outside, customers: Customers
) -> _Fitted:
    coding = Coding.of(rows, traits)
    codes, ends = coding.codes(rows), _ends(rows)
    usual = outside.chances(coding)
    mixture, counts = fit(codes, ends, coding.starts, usual)
    sizes = counts.sum(axis=0) / codes.shape[1]
    seen = usual * (outside.rows + 1.0)
    stream_of = link(counts, sizes, seen, customers.chances(coding), coding.marks)
    return _Fitted(coding, mixture, stream_of)


def _streams(
    rows: pa.RecordBatch, fitted: _Fitted | None
) -> tuple[NDArray[np.int32] | int, NDArray[np.float32] | float]:
    """Stream and certainty of each row; background where nothing of the pool was picked."""
    if fitted is None:
        return 0, 0.0
    return place(fitted.coding.codes(rows), _ends(rows), fitted.mixture, fitted.stream_of)


def _ends(rows: pa.RecordBatch) -> Chains:
    """Where each chain ends."""
    return np.append(_changes(rows["chain"].to_numpy()), rows.num_rows)
