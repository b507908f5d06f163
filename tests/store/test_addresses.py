import ipaddress
import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.store.addresses import PLAIN, canonical, respelled
from hydrometer.store.duckdb import DuckStore

hextet = st.one_of(st.sampled_from(["0", "1", "db8", "00a", "FF"]), st.text("0aF9", max_size=5))
texts = st.one_of(
    st.ip_addresses().map(str),
    st.ip_addresses(v=6).map(lambda address: address.exploded),
    st.lists(hextet, min_size=1, max_size=9).map(":".join),
    st.lists(st.text("0129.", max_size=3), max_size=5).map(".".join),
    st.text(max_size=10),
)


@given(texts)
def test_it_knows_the_addresses_that_the_standard_library_knows(text: str) -> None:
    try:
        expected: ipaddress.IPv4Address | ipaddress.IPv6Address | None = ipaddress.ip_address(
            text.strip()
        )
    except ValueError:
        expected = None
    found = canonical(text)
    if expected is None or getattr(expected, "scope_id", None):
        assert found is None
        return
    mapped = getattr(expected, "ipv4_mapped", None)
    assert found is not None
    assert ipaddress.ip_address(found) == (mapped or expected)


@given(texts)
def test_what_looks_plain_is_in_its_usual_spelling(text: str) -> None:
    if re.fullmatch(PLAIN, text):
        assert canonical(text) == text


@pytest.mark.parametrize("text", ["1.2.3.4", "2001:db8::1", "2001:db8:1:2:3:4:5:6", "fe80::"])
def test_the_usual_addresses_look_plain(text: str) -> None:
    assert re.fullmatch(PLAIN, text)


def test_only_what_changes_is_respelled(store: DuckStore) -> None:
    raw = [
        "1.2.3.4",
        "::ffff:1.2.3.4",
        "::ffff:1.2.3.4",
        "x",
        None,
        "2001:db8::1",
        "::1",
        " 1.1.1.1",
    ]
    store.put("t", pa.table({"ip": raw}))
    found = respelled(store, "select ip as raw from t")
    assert sorted(map(tuple, (row.values() for row in found.to_pylist()))) == [
        (" 1.1.1.1", "1.1.1.1"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("x", None),
    ]
