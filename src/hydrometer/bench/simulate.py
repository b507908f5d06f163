"""Writes a world: the five tables of the contract, and what is known of each campaign."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hydrometer.bench import relay
from hydrometer.bench.dispatch import accounts_of
from hydrometer.bench.draft import Draft
from hydrometer.bench.exchanges import Chunk, Columns, account_ids
from hydrometer.bench.folders import population_of, populations, world_of
from hydrometer.bench.holders import accounts_table
from hydrometer.bench.ledger import Ints
from hydrometer.bench.lineup import launches
from hydrometer.bench.relay import Relay
from hydrometer.bench.rhythm import Timeline, schedule
from hydrometer.bench.truth import write_truth
from hydrometer.bench.world import START, World
from hydrometer.model import EXCHANGES, RELEASES, InputError

CHUNK_ROWS = 131_072


def simulate(world: str, scale: float, seed: int, text: bool | None, out: Path) -> None:
    """Write a named world into the folder ``out``.

    ``scale`` multiplies accounts and exchanges, honest ones and operators'.  ``text`` says whether
    prompts and answers are written; None: as the world has it.  The same world, scale, seed and
    text give the same bytes; without text all other columns stay as they are with it.  Raises
    InputError if there is no such world, the scale is not positive or the folder cannot be
    written.
    """
    named = world_of(world)
    if not scale > 0 or seed < 0:
        raise InputError(f"simulate: scale {scale} must be above 0 and seed {seed} not below 0")
    draft = drafted(named, scale, seed)
    try:
        out.mkdir(parents=True, exist_ok=True)
        _write(draft, seed, named.text if text is None else text, out)
    except OSError as error:
        raise InputError(f"simulate: cannot write into {out}: {error.strerror}") from error


def drafted(world: World, scale: float, seed: int) -> Draft:
    """Everybody in the world and what they are going to do, before any exchange is made."""
    draft = Draft(seed, START, world.days)
    kinds = {name: population_of(name) for name in populations()}
    accounts, exchanges = world.accounts * scale, world.exchanges * scale
    numbers = {
        name: max(kind.least, round(accounts * kind.per_1000 / 1000))
        for name, kind in kinds.items()
    }
    wanted = {name: numbers[name] * kind.volume for name, kind in kinds.items()}
    each = exchanges / sum(wanted.values())
    for name, kind in kinds.items():
        kind.build(draft, numbers[name], wanted[name] * each)
    for operator in world.operators:
        relay.build(draft, scaled(operator, scale))
    return draft


def scaled(operator: Relay, scale: float) -> Relay:
    """The operator with accounts, exits and exchanges multiplied."""
    return replace(
        operator,
        accounts=max(1, round(operator.accounts * scale)),
        exits=max(1, round(operator.exits * scale)),
        jobs=tuple(replace(j, exchanges=max(1, round(j.exchanges * scale))) for j in operator.jobs),
    )


def _write(draft: Draft, seed: int, text: bool, out: Path) -> None:
    rng = np.random.default_rng([seed, 2])
    line = schedule(draft.work, draft.start, draft.days, rng)
    account = accounts_of(draft, line, rng)
    columns = Columns(draft, seed, text)
    with pq.ParquetWriter(
        out / "exchanges.parquet", EXCHANGES.schema, compression="zstd"
    ) as writer:
        for number, chunk in enumerate(_chunks(line, account)):
            writer.write_table(columns.batch(chunk, number))
    _save(accounts_table(draft, seed), out / "accounts.parquet")
    _save(_releases(draft), out / "releases.parquet")
    write_truth(draft, columns, list(_chunks(line, account)), account_ids(draft, seed), out)


def _chunks(line: Timeline, account: Ints) -> list[Chunk]:
    cuts = range(0, account.size, CHUNK_ROWS)
    return [Chunk(line.rows(slice(c, c + CHUNK_ROWS)), account[c : c + CHUNK_ROWS]) for c in cuts]


def _releases(draft: Draft) -> pa.Table:
    rows = launches(draft.start, draft.days)
    return pa.table(
        {"model": [r.model for r in rows], "released_at": [r.released_at for r in rows]},
        schema=pa.schema([("model", pa.string()), ("released_at", pa.int64())]),
    ).cast(RELEASES.schema)


def _save(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd")
