"""How many customers show a mark."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from hydrometer.campaigns.attributes import Attributes, Coding, Customers

TRAITS = Attributes(("system_key", "settings_key"), {})


def batch(system: list[int], settings: list[int]) -> pa.RecordBatch:
    columns = [pa.array(system, pa.uint64()), pa.array(settings, pa.uint64())]
    return pa.RecordBatch.from_arrays(columns, names=["system_key", "settings_key"])


def test_a_mark_is_as_likely_as_the_customers_that_have_it_more_than_a_few_times() -> None:
    coding = Coding.of(batch([1] * 6, [7, 7, 7, 8, 8, 8]), TRAITS)
    customers = Customers(3)
    customers.add(batch([0] * 5, [7, 7, 7, 9, 9]))
    customers.add(batch([1, 1, 0, 0, 0], [7, 7, 7, 8, 8]))
    customers.add(batch([0] * 300, [9] * 300))
    system, settings = coding.marks
    assert customers.chances(coding)[system].tolist() == [1 / 4]
    assert customers.chances(coding)[settings].tolist() == [3 / 4, 1 / 4]


def test_nothing_is_rare_where_there_is_no_customer() -> None:
    coding = Coding.of(batch([1] * 6, [7] * 6), TRAITS)
    assert np.all(Customers(3).chances(coding) == 1.0)
