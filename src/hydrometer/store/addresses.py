"""Network addresses in one spelling: IPv4 as it is, IPv6 shortened, anything else unknown."""

from __future__ import annotations

import socket

import pyarrow as pa

from hydrometer.store.protocol import Store

COLUMNS = ("client_ip", "signup_ip")
"""The contract columns that hold an address."""

_BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_HEXTET = "[1-9a-f][0-9a-f]{0,3}"
_SHORTENED = "|".join(
    f"{_HEXTET}(:{_HEXTET}){{{left}}}::({_HEXTET}(:{_HEXTET}){{0,{4 - left}}})?"
    for left in range(5)
)
PLAIN = f"{_BYTE}([.]{_BYTE}){{3}}|{_HEXTET}(:{_HEXTET}){{7}}|{_SHORTENED}"
"""Most addresses in their usual spelling, and nothing else: these need no closer look."""

_MAPPED = bytes(10) + b"\xff\xff"
_SPELLING = pa.schema([("raw", pa.string()), ("address", pa.string())])


def canonical(text: str) -> str | None:
    """The usual spelling of an address (RFC 5952), None where it is none.

    An IPv4 address that is mapped into IPv6 (RFC 4291, 2.5.5.2) comes back as IPv4.
    """
    text = text.strip()
    try:
        if ":" not in text:
            return socket.inet_ntop(socket.AF_INET, socket.inet_pton(socket.AF_INET, text))
        packed = socket.inet_pton(socket.AF_INET6, text)
    except (OSError, ValueError):
        return None
    if packed.startswith(_MAPPED):
        return socket.inet_ntop(socket.AF_INET, packed[12:])
    return socket.inet_ntop(socket.AF_INET6, packed)


def respelled(store: Store, addresses: str) -> pa.Table:
    """The addresses that have to be written otherwise: ``raw``, and ``address`` or null for junk.

    ``addresses`` is a SELECT of one text column ``raw``.
    """
    # By key: an address in full is dear to group by, and to match again for every exchange.
    listed = f"select any_value(raw) as raw from ({addresses}) group by hash(raw)"
    strange = f"select raw from ({listed}) where not regexp_full_match(raw, '{PLAIN}') order by raw"
    found: list[pa.RecordBatch] = []
    for batch in store.batches(strange):
        pairs = [(raw, canonical(raw)) for raw in batch.column(0).to_pylist()]
        changed = [pair for pair in pairs if pair[0] != pair[1]]
        columns = [pa.array([pair[i] for pair in changed], pa.string()) for i in (0, 1)]
        found.append(pa.RecordBatch.from_arrays(columns, schema=_SPELLING))
    return pa.Table.from_batches(found, schema=_SPELLING)
