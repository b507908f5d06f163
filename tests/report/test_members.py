import re
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.model import GROUPS
from hydrometer.report.members import DOTS, binding, membership, ordered, share_class


def member(n: int, share: float = 1.0, bits: float = 9.0) -> dict[str, Any]:
    told = {"account_id": f"a{n}", "weight_bits": bits, "extraction_share": share}
    return told | {"first_seen": None, "last_seen": None}


def dots(picture: str) -> int:
    return sum(path.count("M") for path in re.findall(r' d="([^"]*)"', picture))


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(["network", "time", ""])), max_size=90))
def test_every_account_is_one_dot_in_one_bundle(drawn: list[tuple[float, str]]) -> None:
    members = [member(n, share) for n, (share, _) in enumerate(drawn)]
    families = {f"a{n}": {family} for n, (_, family) in enumerate(drawn) if family}
    told = membership("c", "i", members, families)
    assert sum(bundle.accounts for bundle in told.bundles) == len(members)
    assert sum(dots(bundle.picture) for bundle in told.bundles) == len(members)
    assert told.mixed == sum(share < 0.5 for share, _ in drawn)


def test_bundles_come_largest_first_with_what_binds_them() -> None:
    families = {"a0": {"payment"}, "a1": {"time", "network"}, "a2": {"network", "time"}}
    told = membership("c", "i", [member(n) for n in range(3)], families)
    assert [(b.families, b.accounts) for b in told.bundles] == [
        (("network", "time"), 2),
        (("payment",), 1),
    ]


def test_beyond_the_limit_a_dot_stands_for_several_accounts() -> None:
    told = membership("c", "i", [member(n) for n in range(2 * DOTS + 1)], {})
    assert told.accounts_a_dot == 3
    assert dots(told.bundles[0].picture) == -(-(2 * DOTS + 1) // 3)
    assert told.bundles[0].accounts == 2 * DOTS + 1
    assert len(told.top) == 20


def test_no_members_no_bundles() -> None:
    told = membership("c", "i", [], {})
    assert (told.bundles, told.curve, told.most_bits) == ([], None, 0.0)


def test_weights_that_are_not_known_draw_a_flat_curve() -> None:
    rows = [member(n) | {"weight_bits": None, "extraction_share": None} for n in range(4)]
    told = membership("c", "i", rows, {})
    assert told.curve is not None
    assert told.bundles[0].median_share == 0.0


@pytest.mark.parametrize(
    ("share", "rank"), [(0, 0), (0.19, 0), (0.2, 1), (0.5, 2), (0.79, 3), (0.8, 4), (1, 4)]
)
def test_classes_of_extraction_share(share: float, rank: int) -> None:
    assert share_class(share) == rank


def test_evidence_about_an_account_goes_before_what_its_group_shares() -> None:
    rows = [
        {"group_id": "g", "account_id": "a", "weight_bits": 1.0, "families": ["time"]},
        {"group_id": "g", "account_id": "b", "weight_bits": 1.0, "families": ["time"]},
        {"group_id": "h", "account_id": "b", "weight_bits": 1.0, "families": None},
    ]
    evidence: list[dict[str, Any]] = [
        {"account_id": "a", "family": "network", "weight_bits": 2.0},
        {"account_id": "a", "family": "payment", "weight_bits": -2.0},
        {"account_id": None, "family": "client", "weight_bits": 2.0},
    ]
    groups = pa.Table.from_pylist(rows, GROUPS.schema)
    assert binding(evidence, groups) == {"a": {"network"}, "b": {"time"}}


def test_families_are_ordered_as_the_model_declares_them() -> None:
    assert ordered({"zeal", "content", "network"}) == ("network", "content", "zeal")
