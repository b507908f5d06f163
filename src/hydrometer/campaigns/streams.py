"""What each pool's traffic is made of: every exchange of a pool goes to one of its streams.

The mixture is fitted on a sample of each pool's sessions and then applied to all of its exchanges
as they stream by, so a pool of any size costs one reading and bounded memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from hydrometer.campaigns.linkage import link
from hydrometer.campaigns.mixture import Mixture, fit, posteriors, tally
from hydrometer.campaigns.pools import SAMPLED, Pool
from hydrometer.store.protocol import Store

SAMPLE = 12_000
"""Exchanges of a pool that its streams are fitted on."""
OUTSIDE_SAMPLE = 50_000
_GRAIN = 1_000_003
_VOCABULARY = 200
MARKS = ("system_key", "opening_key", "settings_key")
"""Attributes whose rare values are a customer's own.  Closings are not among them, since the turns
of any agent end alike, nor clients, since a relay's customers all come through the relay's."""
_FEWEST = 3


def _steps(column: str) -> str:
    """Half-octaves of a count; 0 where it is not known."""
    return (
        f"case when {column} is null then 0 "
        f"else 1 + least(floor(2 * ln(1 + {column})), 38)::integer end"
    )


def _flag(column: str) -> str:
    return f"case when {column} is null then 0 when {column} then 2 else 1 end"


def _named(column: str, names: tuple[str, ...]) -> str:
    cases = " ".join(f"when '{name}' then {n}" for n, name in enumerate(names, 1))
    return f"case {column} {cases} else 0 end"


@dataclass(frozen=True)
class Attributes:
    """The attributes that exchanges are told apart by: keys, and small numbers from 0."""

    keys: tuple[str, ...]
    small: dict[str, tuple[str, int]]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names, keys first."""
        return (*self.keys, *self.small)

    @property
    def sql(self) -> str:
        """Select list over ``observations``."""
        return ", ".join(
            [f"o.{key} as {key}" for key in self.keys]
            + [f"{sql} as {name}" for name, (sql, _) in self.small.items()]
        )


def attributes(capabilities: tuple[str, ...], elicitations: tuple[str, ...]) -> Attributes:
    """The attributes; the model is not among them, since a stream may move to a new one."""
    return Attributes(
        keys=(*MARKS, "closing_key", "client_key"),
        small={
            "clock": ("hour(o.sent_at)", 24),
            "input_step": (_steps("o.input_tokens"), 40),
            "output_step": (_steps("o.output_tokens"), 40),
            "turn_step": (_steps("o.turn_count"), 40),
            "call_step": (_steps("o.tool_call_count"), 40),
            "image_step": (_steps("o.image_count"), 40),
            "thinks": (_flag("o.reasoning"), 3),
            "wants": (_named("o.elicits", elicitations), len(elicitations) + 1),
            "after": (_named("o.capability", capabilities), len(capabilities) + 1),
        },
    )


@dataclass(frozen=True)
class Fitted:
    """A pool's mixture, which stream each of its strands is of, and its vocabulary."""

    mixture: Mixture
    stream_of: NDArray[np.int32]
    words: dict[str, NDArray[np.uint64]]
    starts: NDArray[np.int64]


def decompose(
    store: Store,
    pools: list[Pool],
    traits: Attributes,
    spool: Path,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Make the table ``streamed``: the observations of every pool's accounts, with their stream.

    Columns: those of ``observations``, and ``pool`` (number in ``pools``), ``stream`` (0 is the
    background) and ``certainty`` (posterior of that stream).  A judged pool is told apart into
    streams; an honest pool is one stream, dealt out anew where it says so.
    """
    _put_members(store, pools)
    outside = Outside.of(_outside(store, traits), traits)
    fitted = {
        pool: _fit(rows, traits, outside)
        for pool, rows in _runs(store.batches(_sample_sql(traits)), "pool")
    }
    _apply(store, fitted, traits, spool / "judged.parquet", progress)
    store.write(_REFERENCES, spool / "honest.parquet")
    files = f"['{spool / 'judged.parquet'}', '{spool / 'honest.parquet'}']"
    store.view("streamed", f"select * from read_parquet({files}, union_by_name = true)")


def undealt(store: Store, pools: list[Pool], alone: list[int]) -> None:
    """Put all traffic of some customers, as it is, into ``streamed`` instead of what was dealt out.

    ``alone`` are numbers in ``pools``.
    """
    if not alone:
        return
    accounts = {"pool": alone, "account_key": [pools[n].accounts[0] for n in alone]}
    types = [pa.int64(), pa.uint64()]
    columns = [pa.array(v, t) for v, t in zip(accounts.values(), types, strict=True)]
    store.put("alone", pa.table(columns, list(accounts)))
    store.create(
        "streamed_alone",
        """
        select o.*, a.pool, 1::integer as stream, 1::float as certainty
        from observations o join alone a on o.account_key = a.account_key
        """,
    )
    store.create(
        "streamed_together", "select * from streamed where pool not in (select pool from alone)"
    )
    store.view(
        "streamed", "select * from streamed_together union all by name select * from streamed_alone"
    )


def _put_members(store: Store, pools: list[Pool]) -> None:
    sizes = [len(pool.accounts) for pool in pools]
    keys = np.concatenate([pool.accounts for pool in pools]) if pools else np.zeros(0, np.uint64)
    columns = {
        "pool": np.arange(len(pools), dtype=np.int64),
        "judged": np.array([pool.group >= 0 for pool in pools], dtype=bool),
        "dealt": np.array([pool.dealt for pool in pools], dtype=str),
        "among": np.array([pool.among for pool in pools], dtype=np.int64),
    }
    keep = [min(1.0, SAMPLED / max(pool.volume, 1)) if pool.dealt else 1.0 for pool in pools]
    columns["keep"] = np.array(keep, dtype=float)
    members = {name: np.repeat(column, sizes) for name, column in columns.items()}
    store.put("pool_list", pa.table({**members, "account_key": keys}))
    store.create("pool_members", "select * from pool_list where judged")
    store.create("honest_members", "select * from pool_list where not judged")
    store.create(
        "pool_sizes",
        """
        select m.pool, sum(p.exchanges) as exchanges, count(*) as accounts
        from pool_members m join parties p on m.account_key = p.account_key group by m.pool
        """,
    )


_CHAIN = "coalesce(o.session_key, hash(o.exchange_id))"

_REFERENCES = f"""
select o.* replace (case m.dealt
        when 'exchange' then hash(m.pool, hash(o.exchange_id) % m.among)
        when 'session' then hash(m.pool, {_CHAIN} % m.among)
        else o.account_key end as account_key),
    m.pool, 1::integer as stream, 1::float as certainty
from observations o join honest_members m on o.account_key = m.account_key
where {_CHAIN} % {_GRAIN} <= {_GRAIN} * m.keep
"""


def _sample_sql(traits: Attributes) -> str:
    return f"""
        select m.pool, {_CHAIN} as chain, {traits.sql}
        from observations o
        join pool_members m on o.account_key = m.account_key
        join pool_sizes s on m.pool = s.pool
        where {_CHAIN} % {_GRAIN} <= {_GRAIN} * ({SAMPLE} / s.exchanges)
        order by m.pool, chain, hash(o.exchange_id)"""


def _outside(store: Store, traits: Attributes) -> pa.Table:
    """A sample of the traffic of accounts that are not judged; of all, where all of them are."""
    total = store.fetch("select sum(exchanges) as n from parties")["n"][0].as_py() or 1
    keep = min(_GRAIN, int(_GRAIN * OUTSIDE_SAMPLE / int(total)) + 1)
    sample = (
        f"select {traits.sql} from observations o where hash(o.exchange_id) % {_GRAIN} < {keep}"
    )
    rows = store.fetch(
        f"{sample} and o.account_key not in (select account_key from pool_members)"
        " order by o.exchange_id"
    )
    return rows if rows.num_rows else store.fetch(f"{sample} order by o.exchange_id")


def _runs(batches: pa.RecordBatchReader, column: str) -> Iterator[tuple[int, pa.Table]]:
    """Runs of equal ``column`` in a sorted stream, whole."""
    held: list[pa.RecordBatch] = []
    number = -1
    for batch in batches:
        values = batch.column(column).to_numpy()
        bounds = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
        for low, high in pairwise(bounds):
            if high == low:
                continue
            if held and values[low] != number:
                yield number, pa.Table.from_batches(held)
                held = []
            number = int(values[low])
            held.append(batch.slice(low, high - low))
    if held:
        yield number, pa.Table.from_batches(held)


@dataclass(frozen=True)
class Outside:
    """How often each value of each attribute occurs in a sample of traffic outside the pools.

    Of a key, its values, sorted, and how often each occurs, and how often it is not known; of a
    small number, how often each number occurs.
    """

    rows: int
    keys: dict[str, tuple[NDArray[np.uint64], NDArray[np.int64], int]]
    small: dict[str, NDArray[np.int64]]

    @classmethod
    def of(cls, sample: pa.Table, traits: Attributes) -> Outside:
        """Count a sample."""
        keys = {}
        for name in traits.keys:
            known = sample[name].drop_null().to_numpy()
            values, counts = np.unique(known, return_counts=True)
            keys[name] = (values, counts, sample.num_rows - len(known))
        small = {
            name: np.bincount(sample[name].to_numpy(), minlength=size)
            for name, (_, size) in traits.small.items()
        }
        return cls(sample.num_rows, keys, small)

    def chances(self, words: dict[str, NDArray[np.uint64]]) -> NDArray[np.float64]:
        """The chance of each code, for a pool's vocabulary, no code quite impossible."""
        counts = [self._of_key(name, words[name]) for name in self.keys]
        counts += list(self.small.values())
        smoothed = [own + 1.0 / len(own) for own in counts]
        return np.asarray(np.concatenate(smoothed) / (self.rows + 1.0))

    def _of_key(self, name: str, words: NDArray[np.uint64]) -> NDArray[np.int64]:
        values, counts, unknown = self.keys[name]
        place = np.minimum(np.searchsorted(values, words), max(len(values) - 1, 0))
        own = np.zeros(len(words), dtype=np.int64)
        if len(values):
            own = np.where(values[place] == words, counts[place], 0)
        return np.concatenate([[unknown, counts.sum() - own.sum()], own])


def _fit(rows: pa.Table, traits: Attributes, outside: Outside) -> Fitted:
    words = {key: _vocabulary(rows[key]) for key in traits.keys}
    sizes = [len(words[key]) + 2 for key in traits.keys]
    sizes += [size for _, size in traits.small.values()]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    usual = outside.chances(words)
    codes = _codes(rows, traits, words, starts)
    chains = _chains(rows["chain"])
    mixture = fit(codes, chains, starts, usual)
    chance = posteriors(codes, chains, mixture)
    counts = tally(codes, chance, len(usual))
    seen_outside = usual * (outside.rows + 1.0)
    stream_of = link(counts, chance.sum(axis=0), seen_outside, _marks(traits, starts))
    return Fitted(mixture, stream_of, words, starts)


def _marks(traits: Attributes, starts: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """For each attribute of `MARKS`, the codes of its values; unknown and any other are none."""
    places = [(a, name) for a, name in enumerate(traits.keys) if name in MARKS]
    return [np.arange(starts[a] + 2, starts[a + 1]) for a, _ in places]


def _vocabulary(column: pa.ChunkedArray) -> NDArray[np.uint64]:
    """The values of a key worth a code of their own, sorted."""
    known = column.drop_null().to_numpy()
    values, counts = np.unique(known, return_counts=True)
    fewest = max(_FEWEST, len(column) // 2000)
    order = np.argsort(-counts, kind="stable")[:_VOCABULARY]
    return np.sort(values[order][counts[order] >= fewest])


def _codes(
    rows: pa.Table | pa.RecordBatch,
    traits: Attributes,
    words: dict[str, NDArray[np.uint64]],
    starts: NDArray[np.int64],
) -> NDArray[np.int32]:
    """Exchanges x attributes; of a key, 0 is unknown, 1 any other value, then the vocabulary."""
    codes = np.empty((rows.num_rows, len(traits.names)), dtype=np.int32)
    for a, name in enumerate(traits.names):
        column = rows[name]
        if name in words:
            codes[:, a] = _coded(column, words[name])
        else:
            codes[:, a] = column.to_numpy()
        codes[:, a] += starts[a]
    return codes


def _coded(column: pa.Array, words: NDArray[np.uint64]) -> NDArray[np.int64]:
    null = column.is_null().to_numpy(zero_copy_only=False)
    values = column.fill_null(0).to_numpy(zero_copy_only=False)
    if len(words) == 0:
        return np.where(null, 0, 1)
    place = np.minimum(np.searchsorted(words, values), len(words) - 1)
    return np.where(null, 0, np.where(words[place] == values, place + 2, 1))


def _chains(column: pa.ChunkedArray) -> NDArray[np.int64]:
    return np.unique(column.to_numpy(), return_inverse=True)[1].ravel().astype(np.int64)


def _apply(
    store: Store,
    fitted: dict[int, Fitted],
    traits: Attributes,
    path: Path,
    progress: Callable[[float], None] | None,
) -> None:
    own = [*traits.small, "chain"]
    small = ", ".join(f"{sql} as {name}" for name, (sql, _) in traits.small.items())
    source = store.batches(
        f"""
        select m.pool, {_CHAIN} as chain, o.*, {small}
        from observations o join pool_members m on o.account_key = m.account_key
        order by m.pool, chain, hash(o.exchange_id)"""
    )
    total = store.fetch("select sum(exchanges) as n from pool_sizes")["n"][0].as_py() or 1
    kept = [field for field in source.schema if field.name not in own]
    schema = pa.schema([*kept, pa.field("stream", pa.int32()), pa.field("certainty", pa.float32())])
    done = 0
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1) as writer:
        for batch in source:
            stream, certainty = _assign(batch, fitted, traits)
            arrays = [batch.column(field.name) for field in kept]
            arrays += [pa.array(stream), pa.array(certainty)]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
            done += batch.num_rows
            if progress is not None:
                progress(done / int(total))


def _assign(
    batch: pa.RecordBatch, fitted: dict[int, Fitted], traits: Attributes
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    stream = np.zeros(batch.num_rows, dtype=np.int32)
    certainty = np.zeros(batch.num_rows, dtype=np.float32)
    pools = batch.column("pool").to_numpy()
    bounds = [0, *(np.flatnonzero(np.diff(pools)) + 1).tolist(), len(pools)]
    for low, high in pairwise(bounds):
        known = fitted.get(int(pools[low])) if high > low else None
        if known is None:
            continue
        part = batch.slice(low, high - low)
        codes = _codes(part, traits, known.words, known.starts)
        strands = posteriors(codes, _chains(part.column("chain")), known.mixture)
        chance = strands @ np.eye(known.stream_of.max() + 1)[known.stream_of]
        stream[low:high] = chance.argmax(axis=1)
        certainty[low:high] = chance.max(axis=1)
    return stream, certainty
