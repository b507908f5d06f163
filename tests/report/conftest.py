from pathlib import Path

import pytest
from tests.report.sample import write_empty, write_found, write_quiet

from hydrometer.report import write_report


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with campaigns of 5,000, 40 and 22 accounts, and its report."""
    folder = write_found(tmp_path_factory.mktemp("found"))
    write_report(folder)
    return folder


@pytest.fixture(scope="session")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that found nothing, and its report."""
    folder = write_quiet(tmp_path_factory.mktemp("quiet"))
    write_report(folder)
    return folder


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run on no rows at all, and its report."""
    folder = write_empty(tmp_path_factory.mktemp("empty"))
    write_report(folder)
    return folder
