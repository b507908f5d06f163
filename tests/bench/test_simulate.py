"""A world is complete, repeatable and written as declared."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from hydrometer import model
from hydrometer.bench.folders import world_of
from hydrometer.bench.simulate import simulate
from hydrometer.model import InputError

TABLES = (
    model.EXCHANGES,
    model.ACCOUNTS,
    model.RELEASES,
    model.TRUTH_ACCOUNTS,
    model.TRUTH_EXCHANGES,
)
TEXTS = ["system_prompt", "prompt", "response"]


def read(folder: Path, name: str) -> pa.Table:
    return pq.read_table(folder / f"{name}.parquet")


def test_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("other", 4)):
        simulate("demo", 0.1, seed, None, tmp_path / name)
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
    other = read(tmp_path / "other", "exchanges")["exchange_id"]
    assert not pc.any(pc.is_in(other, value_set=read(tmp_path / "one", "exchanges")[0])).as_py()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_tables_are_as_declared(small: Path, table: model.Table) -> None:
    written = read(small, table.name)
    assert written.schema.equals(table.schema)
    assert written.num_rows > 0
    for name in table.required:
        assert written[name].null_count == 0


def test_exchanges_are_unique_in_order_of_time_and_inside_the_window(small: Path) -> None:
    rows = read(small, "exchanges")
    assert len(rows["exchange_id"].unique()) == rows.num_rows
    times = rows["sent_at"].cast(pa.int64()).to_numpy()
    assert (times[1:] >= times[:-1]).all()
    assert times[-1] - times[0] < 30 * 86_400 * 10**6


def test_every_account_and_exchange_of_the_truth_is_in_the_log(small: Path) -> None:
    accounts, exchanges = read(small, "accounts"), read(small, "exchanges")
    assert len(accounts["account_id"].unique()) == accounts.num_rows
    truth = read(small, "truth_accounts")
    assert set(truth["account_id"].to_pylist()) == set(accounts["account_id"].to_pylist())
    assert set(exchanges["account_id"].to_pylist()) <= set(accounts["account_id"].to_pylist())
    guilty = read(small, "truth_exchanges")
    assert set(guilty["exchange_id"].to_pylist()) <= set(exchanges["exchange_id"].to_pylist())
    assert set(guilty["campaign_id"].to_pylist()) <= set(truth["campaign_id"].to_pylist())


def test_nobody_sends_before_signing_up(small: Path) -> None:
    exchanges = read(small, "exchanges").select(["account_id", "sent_at"])
    first = exchanges.group_by("account_id").aggregate([("sent_at", "min")])
    both = first.join(read(small, "accounts").select(["account_id", "created_at"]), "account_id")
    early = pc.less(both["sent_at_min"], both["created_at"])
    assert pc.sum(early).as_py() == 0


def test_true_campaigns_sum_up(small: Path) -> None:
    campaigns = read(small, "truth_campaigns").to_pylist()
    exchanges = read(small, "truth_exchanges")["campaign_id"].to_pylist()
    accounts = read(small, "truth_accounts")["campaign_id"].to_pylist()
    for row in campaigns:
        assert row["exchange_count"] == exchanges.count(row["campaign_id"])
        assert row["account_count"] == accounts.count(row["campaign_id"])
        assert sum(t["share"] for t in row["targets"]) == pytest.approx(1)


def test_the_true_pivot_is_that_of_the_job(small: Path) -> None:
    jobs = {job.name: job for operator in world_of("demo").operators for job in operator.jobs}
    for row in read(small, "truth_campaigns").to_pylist():
        job, pivot = jobs[row["campaign_id"].partition("-")[2]], row["launch_pivot"]
        assert pivot["share"] == pytest.approx(job.pivot)
        assert job.pivot_hours / 2 + 0.5 <= pivot["hours"] <= job.pivot_hours / 2 + 4


def test_without_text_nothing_else_changes(small: Path, tmp_path: Path) -> None:
    simulate("demo", 0.5, 1, False, tmp_path)
    silent, told = read(tmp_path, "exchanges"), read(small, "exchanges")
    assert silent.drop_columns(TEXTS).equals(told.drop_columns(TEXTS))
    assert all(silent[name].null_count == silent.num_rows for name in TEXTS)
    assert told["prompt"].null_count == 0


def test_failed_requests_have_no_answer(small: Path) -> None:
    rows = read(small, "exchanges")
    failed = pc.not_equal(rows["status"], 200)
    assert pc.sum(failed).as_py() > 0
    for name in ("response", "stop_reason"):
        assert pc.is_null(rows[name]).equals(failed)
    assert pc.sum(rows.filter(failed)["output_tokens"]).as_py() == 0


def test_replayed_reasoning_was_answered_before(small: Path) -> None:
    rows = read(small, "exchanges").select(["reasoning_key", "replayed_reasoning_key", "sent_at"])
    made = dict(zip(rows[0].to_pylist(), rows[2].to_pylist(), strict=True))
    replays = rows.filter(pc.is_valid(rows[1]))
    assert replays.num_rows > 0
    for key, when in zip(replays[1].to_pylist(), replays[2].to_pylist(), strict=True):
        assert made[key] <= when


def test_scale_multiplies_accounts_and_exchanges(tmp_path: Path) -> None:
    simulate("quiet", 0.02, 0, None, tmp_path / "a")
    simulate("quiet", 0.04, 0, None, tmp_path / "b")
    for name in ("exchanges", "accounts"):
        ratio = read(tmp_path / "b", name).num_rows / read(tmp_path / "a", name).num_rows
        assert 1.6 < ratio < 2.2
    assert read(tmp_path / "a", "truth_exchanges").num_rows == 0


def test_calls_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no world 'nowhere'; there are: .*quiet"):
        simulate("nowhere", 1, 0, None, tmp_path)
    for scale, seed in ((0.0, 0), (-1.0, 0), (float("nan"), 0), (1.0, -1)):
        with pytest.raises(InputError, match="scale"):
            simulate("demo", scale, seed, None, tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot write into"):
        simulate("demo", 0.1, 0, None, tmp_path / "file")
