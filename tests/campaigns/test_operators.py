"""Which streams of a pool are one operator's."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from tests.campaigns.made import found

from hydrometer.campaigns.assembly import Found
from hydrometer.campaigns.operators import gather
from hydrometer.store.duckdb import DuckStore

START = datetime.datetime(2026, 3, 2)
Gather = Callable[..., list[list[int]]]


def stream(
    number: int, jobs: int, first_day: int, last_day: int, pool: int = 0, text: bool = True
) -> list[Any]:
    """Exchanges of each of ``jobs`` settings, in three wordings.

    Odd streams send 6 and 14 of each in turn from day to day, even streams 14 and 6.
    """
    return [
        {
            "exchange_id": f"{pool}-{number}-{job}-{day}-{hour}",
            "session_key": None,
            "pool": pool,
            "stream": number,
            "certainty": 0.9,
            "settings_key": 100 * number + job,
            "opening_key": number if text else None,
            "scaffold_key": 10 * number + hour % 3 if text else None,
            "sent_at": START + datetime.timedelta(days=day, hours=hour),
        }
        for day in range(first_day, last_day)
        for job in range(jobs)
        for hour in range(14 if (day + number) % 2 else 6)
    ]


@pytest.fixture
def gathered(store: DuckStore) -> Gather:
    """The streams of each operator."""

    def gathering(
        streams: list[list[Any]],
        reported: list[Found],
        elsewhere: int = 0,
        joined: tuple[int, ...] = (),
    ) -> list[list[int]]:
        rows = [row for rows in streams for row in rows]
        schema = pa.schema([("exchange_id", pa.string()), ("session_key", pa.uint64()),
                            ("pool", pa.int64()), ("stream", pa.int32()),
                            ("certainty", pa.float32()), ("settings_key", pa.uint64()),
                            ("opening_key", pa.uint64()), ("scaffold_key", pa.uint64()),
                            ("sent_at", pa.timestamp("us"))])  # fmt: skip
        numbers = pa.array(joined, pa.int64())
        pools = pa.array([0] * len(joined), pa.int64())
        store.put("joined_streams", pa.table({"pool": pools, "stream": numbers, "joined": numbers}))
        store.put("streamed", pa.Table.from_pylist(rows, schema=schema))
        log = rows + [{"settings_key": 7} for _ in range(elsewhere)]
        store.put("observations", pa.Table.from_pylist(log, schema=schema))
        return [[v.stream for v in f.verdicts] for f in gather(store, reported)]

    return gathering


def test_two_with_several_jobs_and_times_of_their_own_stay_two(gathered: Gather) -> None:
    streams = [stream(1, 3, 0, 10), stream(2, 2, 0, 10)]
    assert gathered(streams, [found(0, 1), found(0, 2)]) == [[1], [2]]


def test_two_that_rise_and_fall_together_are_one(gathered: Gather) -> None:
    streams = [stream(1, 3, 0, 10), stream(3, 2, 0, 10)]
    assert gathered(streams, [found(0, 1), found(0, 3)]) == [[1, 3]]


@pytest.mark.parametrize(("joined", "operators"), [((), [[1, 3]]), ((3,), [[1], [3]])])
def test_hours_tell_where_one_of_the_two_has_a_schedule(
    gathered: Gather, joined: tuple[int, ...], operators: list[list[int]]
) -> None:
    evening = [
        row | {"sent_at": row["sent_at"] + datetime.timedelta(hours=8)}
        for row in stream(3, 2, 0, 10)
    ]
    reported = [found(0, 1), found(0, 3)]
    assert gathered([stream(1, 3, 0, 10), evening], reported, joined=joined) == operators


def test_turns_of_one_conversation_are_no_times_of_their_own(gathered: Gather) -> None:
    long = [row | {"session_key": 5} for row in stream(2, 2, 0, 10)]
    assert gathered([stream(1, 3, 0, 10), long], [found(0, 1), found(0, 2)]) == [[1, 2]]


@pytest.mark.parametrize(("every", "operators"), [(4, [[1, 2]]), (6, [[1], [2]])])
def test_two_that_work_in_the_same_wordings_are_one(
    gathered: Gather, every: int, operators: list[list[int]]
) -> None:
    streams = [
        [r | {"scaffold_key": 9} if n % every == 0 else r for n, r in enumerate(own)]
        for own in (stream(1, 3, 0, 10), stream(2, 2, 0, 10))
    ]
    assert gathered(streams, [found(0, 1), found(0, 2)]) == operators


@pytest.mark.parametrize(("elsewhere", "operators"), [(90, [[1, 2]]), (110, [[1], [2]])])
def test_two_with_the_same_settings_of_their_own_are_one(
    gathered: Gather, elsewhere: int, operators: list[list[int]]
) -> None:
    streams = [
        [r | {"settings_key": 7} if n % 4 == 0 else r for n, r in enumerate(own)]
        for own in (stream(1, 2, 0, 10), stream(2, 2, 0, 10))
    ]
    assert gathered(streams, [found(0, 1), found(0, 2)], elsewhere) == operators


def test_several_settings_with_one_wording_are_one_job(gathered: Gather) -> None:
    alone = [row | {"scaffold_key": 5} for row in stream(1, 3, 0, 10)]
    assert gathered([alone, stream(2, 3, 0, 10)], [found(0, 1), found(0, 2)]) == [[1, 2]]


def test_one_that_follows_another_is_the_same_operator_changed(gathered: Gather) -> None:
    streams = [stream(1, 3, 0, 10), stream(2, 3, 10, 20)]
    assert gathered(streams, [found(0, 1), found(0, 2)]) == [[1, 2]]


def test_a_stream_with_one_job_joins(gathered: Gather) -> None:
    streams = [stream(1, 3, 0, 10), stream(2, 1, 0, 10)]
    assert gathered(streams, [found(0, 1), found(0, 2)]) == [[1, 2]]


def test_a_stream_that_is_small_beside_the_other_joins(gathered: Gather) -> None:
    small = stream(2, 2, 0, 10)[::25]
    assert len({row["settings_key"] for row in small}) == 2
    streams = [stream(1, 8, 0, 10), small]
    assert gathered(streams, [found(0, 1), found(0, 2)]) == [[1, 2]]


def test_a_log_without_text_cannot_tell_two_apart(gathered: Gather) -> None:
    streams = [stream(1, 3, 0, 10, text=False), stream(2, 2, 0, 10, text=False)]
    assert gathered(streams, [found(0, 1), found(0, 2)]) == [[1, 2]]


def test_a_setting_that_is_rare_is_no_job(gathered: Gather) -> None:
    rare = stream(2, 1, 0, 10) + [r | {"settings_key": 9} for r in stream(2, 1, 0, 1)]
    assert gathered([stream(1, 3, 0, 10), rare], [found(0, 1), found(0, 2)]) == [[1, 2]]


def test_a_stream_with_one_job_is_of_the_operator_whose_times_it_keeps(gathered: Gather) -> None:
    streams = [stream(1, 3, 0, 10), stream(2, 3, 0, 10), stream(3, 1, 0, 10), stream(4, 1, 0, 10)]
    reported = [found(0, n) for n in (4, 3, 2, 1)]
    assert gathered(streams, reported) == [[4, 2], [3, 1]]


def test_streams_of_two_pools_are_never_one(gathered: Gather) -> None:
    streams = [stream(1, 1, 0, 10), stream(1, 1, 0, 10, pool=1)]
    assert gathered(streams, [found(0, 1), found(1, 1)]) == [[1], [1]]


def test_the_strongest_leads_and_the_rate_is_its_own(gathered: Gather, store: DuckStore) -> None:
    gathered([stream(1, 1, 0, 10), stream(2, 1, 0, 10)], [])
    first, second = found(0, 2, q_value=0.001), found(0, 1, q_value=0.009)
    [operator] = gather(store, [first, second])
    assert operator.leading == first.leading
    assert operator.q_value == 0.001


def test_nothing_reported_is_nobody(gathered: Gather) -> None:
    assert gathered([stream(1, 2, 0, 3)], []) == []
