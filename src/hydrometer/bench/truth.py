"""What is true of a world: only for evaluation.

An account of a relay that serves two operators has a row for each.  Accounts that an operator
made but that carried none of its exchanges still belong to its first campaign, if they carried
anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hydrometer.bench.draft import Draft
from hydrometer.bench.exchanges import Chunk, Columns
from hydrometer.bench.ledger import Array, Ints
from hydrometer.bench.lineup import MODELS, NEW
from hydrometer.bench.rhythm import HOUR_US
from hydrometer.model import CAPABILITIES, PIVOT, TRUTH_ACCOUNTS, TRUTH_EXCHANGES

TARGETS = pa.list_(pa.struct([("capability", pa.string()), ("share", pa.float64())]))


def write_truth(
    draft: Draft, columns: Columns, chunks: list[Chunk], ids: pa.Array, out: Path
) -> None:
    """Write `truth_accounts`, `truth_exchanges`, and `truth_campaigns`: targets, launch pivot."""
    names = pa.array([f"{n + 1}-{c.operator}" for n, c in enumerate(draft.campaigns)], pa.string())
    pairs, used = [np.empty((0, 2), np.int64)], np.zeros(draft.accounts.rows, bool)
    counts = np.zeros((len(draft.campaigns), len(CAPABILITIES)), np.int64)
    with pq.ParquetWriter(
        out / "truth_exchanges.parquet", TRUTH_EXCHANGES.schema, compression="zstd"
    ) as writer:
        for chunk in chunks:
            campaign = chunk.work(draft, "campaign").astype(np.int64)
            mine = np.flatnonzero(campaign >= 0)
            used[chunk.account] = True
            pairs.append(np.unique(np.stack([chunk.account, campaign], 1)[mine], axis=0))
            np.add.at(counts, (campaign[mine], chunk.work(draft, "capability")[mine]), 1)
            ids_here = columns.exchange_ids(chunk).take(pa.array(mine))
            writer.write_table(
                pa.table(
                    [ids_here, names.take(pa.array(campaign[mine]))], schema=TRUTH_EXCHANGES.schema
                )
            )
    members = np.unique(np.concatenate(pairs), axis=0)
    account, campaign = _belonging(draft, members, used)
    _save(_accounts(draft, account, campaign, ids, names), out / "truth_accounts.parquet")
    sizes = np.bincount(campaign[campaign >= 0], minlength=len(names))
    _save(_campaigns(names, sizes, counts, _pivots(draft)), out / "truth_campaigns.parquet")


def _belonging(draft: Draft, members: Array, used: Array) -> tuple[Ints, Ints]:
    """Accounts and their campaigns (-1: none), a row for each campaign that an account served."""
    owner = draft.accounts["campaign"].astype(np.int64)
    carried = np.zeros(owner.size, bool)
    carried[members[:, 0]] = True
    rest = np.flatnonzero(~carried)
    account = np.concatenate([members[:, 0], rest])
    return account, np.concatenate([members[:, 1], np.where(used[rest], owner[rest], -1)])


def _accounts(
    draft: Draft, account: Ints, campaign: Ints, ids: pa.Array, names: pa.Array
) -> pa.Table:
    populations = pa.array(draft.populations, pa.string())
    table = pa.table(
        [
            ids.take(pa.array(account)),
            names.take(pa.array(campaign, mask=campaign < 0)),
            populations.take(pa.array(draft.accounts["population"][account])),
        ],
        schema=TRUTH_ACCOUNTS.schema,
    )
    return table.sort_by([("account_id", "ascending"), ("campaign_id", "ascending")])


def _pivots(draft: Draft) -> list[dict[str, Any] | None]:
    """By campaign, the share that its jobs move to the new model, and when half of it has moved."""
    return [_pivot(draft, draft.work["campaign"] == n) for n in range(len(draft.campaigns))]


def _pivot(draft: Draft, mine: Array) -> dict[str, Any] | None:
    work, mine = draft.work, mine & (draft.work["next"] == NEW)
    if draft.release >= draft.end or not mine.any():
        return None
    each = work["exchanges"][mine]
    half = work["adopts_at"][mine] + work["ramp"][mine] / 2 - draft.release
    return {
        "model": MODELS[NEW],
        "share": float(np.average(work["adopts"][mine], weights=each)),
        "hours": float(np.average(half, weights=each)) / HOUR_US,
    }


def _campaigns(
    names: pa.Array, sizes: Ints, counts: Ints, pivots: list[dict[str, Any] | None]
) -> pa.Table:
    totals = counts.sum(axis=1)
    targets = [
        [
            {"capability": name, "share": n / total}
            for name, n in zip(CAPABILITIES, row.tolist(), strict=True)
            if n
        ]
        for row, total in zip(counts, totals.tolist(), strict=True)
    ]
    return pa.table(
        {
            "campaign_id": names,
            "account_count": pa.array(sizes, pa.int64()),
            "exchange_count": pa.array(totals, pa.int64()),
            "targets": pa.array(targets, TARGETS),
            "launch_pivot": pa.array(pivots, PIVOT),
        }
    )


def _save(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd")
