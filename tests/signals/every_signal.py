"""What is asked of every signal, whoever wrote it."""

from __future__ import annotations

import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest

from hydrometer import signals
from hydrometer.campaigns.visits import VISITS
from hydrometer.model import EXCHANGES, OBSERVATIONS, Family
from hydrometer.store.dialect import to_spark
from hydrometer.store.duckdb import DuckStore

MODULES = {module.__name__.rsplit(".", 1)[1]: module for module in signals.modules()}
START = datetime.datetime(2026, 3, 2)
KEYS = {"account", "input", "scaffold", "system", "session", "settings", "client"}
PANELS = pa.schema(
    [("panel", pa.int64()), ("hour_no", pa.int64())]
    + [(column.name, column.type) for column in OBSERVATIONS.columns]
)


@pytest.fixture(params=sorted(MODULES))
def module(request: pytest.FixtureRequest) -> ModuleType:
    return MODULES[request.param]


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with DuckStore(workdir=tmp_path) as opened:
        launches = {"model": ["new"], "released_at": [START + datetime.timedelta(minutes=1500)]}
        opened.put("launches", pa.table(launches))
        usual = {"elicits": ["grading", None], "usual": [0.25, 0.03125]}
        opened.put("usual_elicits", pa.table(usual))
        yield opened


def exchange(panel: int, number: int, row: dict[str, Any]) -> dict[str, Any]:
    """An example's row as an observation; keys may be given by their short names."""
    sent = START + datetime.timedelta(minutes=row.get("minute", 0))
    known = {f"{k}_key" if k in KEYS else k: v for k, v in row.items() if k != "minute"}
    hour = int((sent - datetime.datetime(1970, 1, 1)).total_seconds() // 3600)
    given = {"panel": panel, "hour_no": hour, "sent_at": sent, "model": "old"}
    return given | {"exchange_id": f"x{panel}-{number}"} | known


def answers(store: Any, module: ModuleType, *examples: list[dict[str, Any]]) -> dict[int, Any]:
    rows = [exchange(p, n, row) for p, e in enumerate(examples) for n, row in enumerate(e)]
    store.put("panel_exchanges", pa.Table.from_pylist(rows, schema=PANELS))
    store.create("visits", f"with {VISITS} select * from visits")
    sizes = [(p, len(e), len({row["account"] for row in e})) for p, e in enumerate(examples)]
    store.put(
        "panels",
        pa.table(
            {
                "panel": pa.array([p for p, _, _ in sizes], pa.int64()),
                "exchanges": pa.array([n for _, n, _ in sizes], pa.int64()),
                "accounts": pa.array([m for _, _, m in sizes], pa.int64()),
                "dealt": pa.array([False] * len(sizes), pa.bool_()),
                "seats": pa.array([1.0] * len(sizes), pa.float64()),
            }
        ),
    )
    found = store.fetch(f"select * from ({module.SIGNAL.sql}) where statistic is not null")
    return {row["panel"]: row for row in found.to_pylist()}


def test_fires_more_on_its_example_than_on_its_counter_example(
    store: Any, module: ModuleType
) -> None:
    found = answers(store, module, module.FIRES, module.QUIET)
    assert found[0]["statistic"] > found[1]["statistic"]


def test_says_a_sentence_with_the_facts(store: Any, module: ModuleType) -> None:
    row = answers(store, module, module.FIRES)[0]
    facts = {k: v for k, v in row.items() if k != "measure"}
    said = module.SIGNAL.says.format(measure=row["measure"], usual=row["measure"], **facts)
    assert len(said) > 20
    assert "{" not in said


def test_panels_do_not_change_each_other(store: Any, module: ModuleType) -> None:
    alone = answers(store, module, module.FIRES)[0]
    beside = answers(store, module, module.FIRES, module.QUIET, module.FIRES)
    for place in (0, 2):
        assert beside[place]["statistic"] == pytest.approx(alone["statistic"])


def test_order_of_rows_does_not_matter(store: Any, module: ModuleType) -> None:
    forward = answers(store, module, module.FIRES)[0]["statistic"]
    backward = answers(store, module, module.FIRES[::-1])[0]["statistic"]
    assert forward == pytest.approx(backward)


def test_nothing_is_said_of_nothing_or_of_a_single_exchange(store: Any, module: ModuleType) -> None:
    assert answers(store, module, []) == {}
    assert answers(store, module, module.FIRES[:1]) == {}


def test_missing_columns_are_no_error_and_no_evidence(store: Any, module: ModuleType) -> None:
    kept = {"account", "minute", "model"}
    bare = [{k: v for k, v in row.items() if k in kept} for row in module.FIRES]
    found = answers(store, module, bare)
    if module.SIGNAL.needs:
        assert all(row["measure"] == 0 for row in found.values())
    else:
        assert found[0]["statistic"] == pytest.approx(
            answers(store, module, module.FIRES)[0]["statistic"]
        )


def test_is_declared_as_its_file(module: ModuleType) -> None:
    signal = module.SIGNAL
    assert signal.name == module.__name__.rsplit(".", 1)[1]
    assert signal.family in set(Family)
    assert signal.key in ("extraction", "dispatch")
    assert set(signal.needs) <= set(EXCHANGES.names)
    kin = [m.SIGNAL for m in MODULES.values() if m.SIGNAL.aspect == signal.aspect]
    assert {(s.key, s.weight) for s in kin} == {(signal.key, signal.weight)}


def test_is_documented(module: ModuleType) -> None:
    page = module.__doc__ or ""
    for heading in ("Sees ", "Means ", "Quiet on ", "Evaded by "):
        assert f"\n{heading}" in page


def test_translates_for_spark(module: ModuleType) -> None:
    spoken = to_spark(module.SIGNAL.sql)
    assert "panel_exchanges" in spoken or "visits" in spoken
