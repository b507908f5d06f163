import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.store import lines as module
from hydrometer.store.lines import lines


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Chunks of 4 bytes, and lines of at most 10."""
    monkeypatch.setattr(module, "CHUNK", 4)
    monkeypatch.setattr(module, "LONGEST", 10)
    yield


def naive(data: bytes) -> list[tuple[int, bytes | None]]:
    found = data.split(b"\n")
    if found[-1] == b"":
        found.pop()
    found[:1] = [line.removeprefix(b"\xef\xbb\xbf") for line in found[:1]]
    return [(n, line.removesuffix(b"\r")) for n, line in enumerate(found, 1)]


@given(st.binary(max_size=30))
def test_lines_are_what_splitting_gives(data: bytes) -> None:
    assert list(lines(io.BytesIO(data))) == naive(data)


@pytest.mark.usefixtures("tiny")
def test_lines_over_the_limit_are_given_up() -> None:
    data = b"abc\n" + b"x" * 11 + b"\n" + b"y" * 10 + b"\n\n" + b"z" * 50
    assert list(lines(io.BytesIO(data))) == [
        (1, b"abc"),
        (2, None),
        (3, b"y" * 10),
        (4, b""),
        (5, None),
    ]


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("size", range(12))
def test_chunks_do_not_show(size: int) -> None:
    data = b"ab\n" * size + b"cde"
    assert list(lines(io.BytesIO(data))) == naive(data)
