"""What every test runs under: compiled kernels with bounds checks, repeatable examples."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# Numba reads these when it is first imported, which is after this file.  Kernels with bounds checks
# are kept apart, or a later run of the command would pick them up from the ordinary cache.
os.environ.setdefault("NUMBA_BOUNDSCHECK", "1")
os.environ.setdefault("NUMBA_CACHE_DIR", str(ROOT / ".pytest_cache" / "numba"))

# A failing example must fail again on the next run, and a loaded machine must not fail a test.
settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return ROOT
