"""Costs are those of the process that is measured, and growth is the exponent that was put in."""

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from hydrometer.bench import speed
from hydrometer.bench.folders import world_of
from hydrometer.bench.speed import Cost, Result


def costing(exchanges: int, cpu_s: float) -> Result:
    floor, detect = Cost(2.0, 1.5, 0.25), Cost(cpu_s, cpu_s / 2, 1.5)
    return Result(exchanges, exchanges // 20, floor, detect, {"read": 1.0, "scan": cpu_s - 1})


ONE_AFTER_THE_OTHER = """
import sys
from hydrometer.bench.speed import run
for code in ("len(bytes(1) * 600_000_000)", ""):
    print(run([sys.executable, "-c", code]).peak_gb)
"""


def test_memory_is_that_of_one_child_and_not_of_all_before_it() -> None:
    # Asked in a fresh process: what this one has held would count for its children.
    command = [sys.executable, "-c", ONE_AFTER_THE_OTHER]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    large, small = map(float, done.stdout.split())
    assert large > 0.6
    assert small < 0.4


def test_seconds_are_those_of_the_child() -> None:
    cost = speed.run([sys.executable, "-c", "sum(range(3_000_000))"])
    assert 0.01 < cost.cpu_s < 10
    assert cost.wall_s > 0.01


def test_a_child_that_fails_is_no_measurement() -> None:
    with pytest.raises(subprocess.CalledProcessError, match="status 3"):
        speed.run([sys.executable, "-c", "raise SystemExit(3)"])


def test_the_floor_looks_at_every_row(small: Path) -> None:
    rows = pq.read_table(small / "exchanges.parquet", columns=["sent_at"])
    found = speed.scan_columns(str(small / "exchanges.parquet"))
    assert found["n"] == rows.num_rows
    assert found["last"] == max(rows["sent_at"].to_pylist())
    assert len(found) == 11


@pytest.mark.parametrize("exponent", [1.0, 1.3])
def test_growth_is_the_exponent(exponent: float) -> None:
    results = [costing(n, 3e-5 * n**exponent) for n in (10**6, 4 * 10**6, 16 * 10**6)]
    assert speed.growth(results) == pytest.approx(exponent)


def test_one_size_says_nothing_of_growth() -> None:
    assert speed.growth([costing(10, 2.0), costing(10, 3.0)]) is None
    assert "grows" not in speed.page([costing(10, 2.0)], "quiet")


def test_the_page_has_the_ratio_and_the_stages() -> None:
    page = speed.page([costing(10**6, 12.0), costing(4 * 10**6, 48.0)], "quiet")
    assert "| 1.00 | 50,000 | 2.0 | 12.0 | 6.0 | 6.0 | 1.50 |" in page
    assert "| million exchanges | read | scan |" in page
    assert "| 4.00 | 1.0 | 47.0 |" in page
    assert "CPU grows as n^1.00." in page


@pytest.mark.parametrize("name", speed.WORLDS)
def test_a_scale_of_one_has_the_exchanges_of_the_world(name: str) -> None:
    world = world_of(name)
    relayed = sum(job.exchanges / o.share for o in world.operators for job in o.jobs)
    assert speed.scale_for(world, world.exchanges + relayed) == pytest.approx(1)


@pytest.mark.slow
def test_a_world_is_measured_in_processes_of_its_own() -> None:
    result = speed.measure("quiet", 20_000)
    assert 10_000 < result.exchanges < 40_000
    assert 0 < result.floor.cpu_s < result.detect.cpu_s
    assert {"read", "scan", "judge"} <= set(result.stages)
