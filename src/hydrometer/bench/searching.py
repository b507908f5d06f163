"""How a simulated world is searched."""

from __future__ import annotations

from pathlib import Path

from hydrometer.pipeline import Request

FDR = 0.01


def request_of(world: Path, out: Path, seed: int = 1) -> Request:
    """The request to search a folder that `simulate` wrote, all of its tables given."""
    exchanges, accounts, releases = (
        str(world / f"{name}.parquet") for name in ("exchanges", "accounts", "releases")
    )
    return Request(exchanges, out, accounts, releases, FDR, seed)
