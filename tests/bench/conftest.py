"""One small world, made once."""

from pathlib import Path

import pytest

from hydrometer.bench.simulate import simulate


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    simulate("demo", 0.5, 1, None, folder)
    return folder
