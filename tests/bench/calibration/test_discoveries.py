"""False discoveries: what is reported beside the truth, and the rate over worlds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy.stats import beta

from hydrometer.bench.calibration.discoveries import Campaign, Searched, rate, reported


def campaign(share: float) -> Campaign:
    return Campaign("c", 5, 100, share, 0.004, "enterprises")


def write(folder: Path, **tables: dict[str, list[Any]]) -> None:
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")


def test_a_campaign_is_false_where_less_than_half_of_it_is_extraction() -> None:
    assert [campaign(share).false for share in (0.0, 0.49, 0.5, 1.0)] == [True, True, False, False]


def test_nothing_reported_is_no_false_share() -> None:
    assert Searched("quiet", 1, ()).false_share == 0
    assert Searched("w", 1, (campaign(0.1), campaign(0.9))).false_share == 0.5


def test_the_rate_is_a_mean_over_worlds_with_its_interval() -> None:
    right, wrong = Searched("w", 1, (campaign(1.0),)), Searched("w", 2, (campaign(0.0),))
    found = rate([right] * 36 + [wrong] * 4)
    assert found.mean == pytest.approx(0.1)
    assert found.low < 0.05 < 0.15 < found.high
    assert found.worlds_at_most == pytest.approx(beta.ppf(0.95, 5, 36), abs=1e-9)


def test_no_false_report_leaves_a_bound() -> None:
    found = rate([Searched("quiet", n, ()) for n in range(50)])
    assert (found.mean, found.low, found.high) == (0, 0, 0)
    assert found.worlds_at_most == pytest.approx(1 - 0.05 ** (1 / 50))


def test_a_run_is_put_beside_the_truth(tmp_path: Path) -> None:
    write(
        tmp_path,
        truth_accounts={"account_id": ["a", "b", "b"], "campaign_id": ["1", "1", "2"],
                        "population": ["x", "y", "y"]},
        truth_exchanges={"exchange_id": ["e1", "e2", "e2"], "campaign_id": ["1", "1", "2"]},
        campaigns={"campaign_id": ["c", "d"], "q_value": [0.001, 0.002]},
        members={"campaign_id": ["c", "c", "d"], "account_id": ["a", "b", "z"]},
        attributions={"exchange_id": ["e1", "e2", "e3", "e4"],
                      "campaign_id": ["c", "c", "c", "d"]},
    )  # fmt: skip
    first, second = reported(tmp_path, tmp_path)
    assert (first.accounts, first.exchanges) == (2, 3)
    assert first.share == pytest.approx(2 / 3)
    assert first.population == "y"
    assert second == Campaign("d", 1, 1, 0.0, 0.002, "")
