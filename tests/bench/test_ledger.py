"""Rows grow by blocks and keep their defaults."""

import numpy as np
import pytest

from hydrometer.bench.ledger import Ledger


def test_blocks_join_and_defaults_fill() -> None:
    rows = Ledger({"a": ("i4", 7), "b": ("f4", np.nan)})
    assert rows.add(2, {"a": np.array([1, 2])}).tolist() == [0, 1]
    assert rows.add(3, {"b": 0.5}).tolist() == [2, 3, 4]
    assert rows["a"].tolist() == [1, 2, 7, 7, 7]
    assert np.isnan(rows["b"]).tolist() == [True, True, False, False, False]


def test_rows_may_be_overwritten_and_added_after_reading() -> None:
    rows = Ledger({"a": ("i4", 0)})
    rows.add(3, {})
    rows.put("a", np.array([1]), 9)
    rows.add(1, {"a": 4})
    assert rows["a"].tolist() == [0, 9, 0, 4]


def test_an_empty_ledger_has_empty_columns() -> None:
    assert Ledger({"a": ("i4", 0)})["a"].size == 0


def test_misspelt_fields_and_wrong_lengths_are_refused() -> None:
    rows = Ledger({"a": ("i4", 0)})
    with pytest.raises(KeyError, match="no such field: c"):
        rows.add(1, {"c": 1})
    with pytest.raises(ValueError, match="broadcast"):
        rows.add(2, {"a": np.arange(3)})
