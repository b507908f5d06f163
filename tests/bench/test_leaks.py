"""No column gives a campaign away by itself."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hydrometer.bench.ledger import Array, Flags
from hydrometer.model import ACCOUNTS, EXCHANGES

FORMATS = {
    "exchange_id": r"req_[0-9a-f]{16}",
    "account_id": r"acct_[0-9a-f]{16}",
    "session_id": r"sess_[0-9a-f]{16}",
    "api_key_id": r"key_[0-9a-f]{16}",
    "end_user_id": r"user_[0-9a-f]{16}",
    "reasoning_key": r"[0-9a-f]{16}",
    "replayed_reasoning_key": r"[0-9a-f]{16}",
}
BUSY = 20
"""Exchanges from which on an account is compared: most casual people send fewer."""


def area(values: Array, positive: Flags) -> float:
    """Area under the ROC curve, with half points for ties."""
    high, low = values[positive], np.sort(values[~positive])
    below = np.searchsorted(low, high, "left") + np.searchsorted(low, high, "right")
    return float(below.mean() / 2 / low.size)


@pytest.fixture(scope="module")
def rows(small: Path) -> tuple[pa.Table, Flags, Array]:
    """Exchanges, whether each is of a campaign's account, and the number of its account."""
    table = pq.read_table(small / "exchanges.parquet")
    truth = pq.read_table(small / "truth_accounts.parquet")
    guilty = truth.filter(truth["campaign_id"].is_valid())["account_id"]
    mine = np.isin(table["account_id"].to_pylist(), guilty.to_pylist())
    number = np.unique(np.array(table["account_id"].to_pylist()), return_inverse=True)[1]
    return table, mine, number


def by_account(values: Array, rows: tuple[Any, Flags, Array]) -> tuple[Array, Flags]:
    """Means over the exchanges of busy accounts, and which of these are of a campaign."""
    _, mine, number = rows
    counts = np.bincount(number)
    means = np.bincount(number, values) / counts
    guilty = np.bincount(number, mine) > 0
    return means[counts >= BUSY], guilty[counts >= BUSY]


def test_volume_tells_little(rows: tuple[pa.Table, Flags, Array]) -> None:
    counts = np.bincount(rows[2])
    guilty = np.bincount(rows[2], rows[1]) > 0
    assert area(counts, guilty) < 0.95
    assert area(counts[counts >= BUSY], guilty[counts >= BUSY]) < 0.8
    assert counts[~guilty].max() > counts[guilty].max()
    assert counts[guilty].min() < np.quantile(counts[~guilty], 0.9)


@pytest.mark.parametrize("name", [n for n in EXCHANGES.names if n not in {"sent_at", "account_id"}])
def test_presence_tells_little(name: str, rows: tuple[pa.Table, Flags, Array]) -> None:
    present = rows[0][name].is_valid().to_numpy().astype(float)
    means, guilty = by_account(present, rows)
    assert 0.12 < area(means, guilty) < 0.88
    both = {bool(x) for x in present[rows[1]]} | {bool(x) for x in present[~rows[1]]}
    assert {bool(x) for x in present[~rows[1]]} == both


@pytest.mark.parametrize(
    "name", [c.name for c in EXCHANGES.columns if c.type in (pa.int64(), pa.float64())]
)
def test_no_number_separates(name: str, rows: tuple[pa.Table, Flags, Array]) -> None:
    values = rows[0][name].cast(pa.float64()).fill_null(-1).to_numpy()
    means, guilty = by_account(values, rows)
    assert 0.1 < area(means, guilty) < 0.9


@pytest.mark.parametrize("name", FORMATS)
def test_identifiers_have_one_form_and_no_order(
    name: str, rows: tuple[pa.Table, Flags, Array]
) -> None:
    table, mine, _ = rows
    texts = table[name].to_pylist()
    assert all(text is None or re.fullmatch(FORMATS[name], text) for text in texts)
    known = np.array([text is not None for text in texts])
    first = np.array([int(text[-16:-8], 16) if text else 0 for text in texts])
    if name in {"exchange_id", "reasoning_key"}:
        assert 0.45 < area(first[known], mine[known]) < 0.55
        assert abs(np.corrcoef(first[known], np.flatnonzero(known))[0, 1]) < 0.05


@pytest.mark.parametrize("name", ["model", "pathway", "stop_reason", "user_agent", "client_ip"])
def test_campaigns_share_values_with_honest_people(
    name: str, rows: tuple[pa.Table, Flags, Array]
) -> None:
    table, mine, _ = rows
    values = np.array([str(value) for value in table[name].to_pylist()])
    alone = set(values[mine]) - set(values[~mine])
    if name in {"model", "pathway", "stop_reason"}:
        assert alone == set()
    else:
        assert len(alone) < len(set(values[mine]))


@pytest.mark.parametrize("name", ACCOUNTS.names)
def test_accounts_are_alike_in_form(name: str, small: Path) -> None:
    accounts = pq.read_table(small / "accounts.parquet")
    truth = pq.read_table(small / "truth_accounts.parquet")
    guilty = truth.filter(truth["campaign_id"].is_valid())["account_id"].to_pylist()
    mine = np.isin(accounts["account_id"].to_pylist(), guilty)
    texts = np.array([str(value) for value in accounts[name].to_pylist()])
    lengths = {len(text) for text in texts[mine]}
    assert lengths <= {len(text) for text in texts[~mine]}


def test_new_accounts_are_also_made_by_honest_people(small: Path) -> None:
    accounts = pq.read_table(small / "accounts.parquet").sort_by("account_id")
    truth = pq.read_table(small / "truth_accounts.parquet").sort_by("account_id")
    created = accounts["created_at"].cast(pa.int64()).to_numpy().astype(float)
    order = accounts["account_id"].to_pylist()
    guilty = set(truth.filter(truth["campaign_id"].is_valid())["account_id"].to_pylist())
    mine = np.array([name in guilty for name in order])
    assert area(created, mine) < 0.9
    assert order == sorted(order)
    assert abs(np.corrcoef(np.arange(mine.size), mine)[0, 1]) < 0.08
