"""Exits are addresses that can be parsed, and hubs stay what they were."""

import ipaddress

import numpy as np

from hydrometer.bench.addresses import Addresses
from hydrometer.bench.draft import Draft
from hydrometer.bench.world import START


def test_all_kinds_are_global_addresses() -> None:
    book = Addresses(np.random.default_rng(0))
    numbers = [book.add(kind, 200) for kind in ("home", "mobile", "cloud", "office", "vpn")]
    assert np.concatenate(numbers).tolist() == list(range(1000))
    parsed = [ipaddress.ip_address(text) for text in book.texts()]
    assert not any(address.is_multicast or address.is_loopback for address in parsed)
    assert [str(address) for address in parsed] == book.texts()


def test_only_home_lines_have_ipv6_and_servers_are_neighbours() -> None:
    book = Addresses(np.random.default_rng(0))
    book.add("home", 1000)
    book.add("cloud", 1000)
    texts = book.texts()
    assert 250 < sum(":" in text for text in texts[:1000]) < 420
    assert not any(":" in text for text in texts[1000:])
    blocks = {text.rsplit(".", 1)[0] for text in texts[1000:]}
    assert len(blocks) < 700


def test_a_hub_is_made_once() -> None:
    draft = Draft(0, START, 5)
    first = draft.hub("vpn", "vpn", 20)
    assert draft.hub("vpn", "vpn", 20).tolist() == first.tolist()
    assert draft.addresses.count == 20
