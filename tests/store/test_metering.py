import json
from pathlib import Path

import numpy as np
import pytest

from hydrometer.store import metering
from hydrometer.store.metering import Stages


def test_stages_add_up_and_keep_their_order() -> None:
    heard: list[str] = []
    stages = Stages(heard.append)
    for name in ("read", "scan", "read"):
        with stages(name):
            sum(range(200_000))
    found = stages.as_dict()
    assert heard == ["read", "scan", "read"]
    assert list(found) == ["read", "scan"]
    assert found["read"]["cpu_seconds"] > found["scan"]["cpu_seconds"] > 0
    assert found["read"]["seconds"] > 0
    assert json.loads(json.dumps(found)) == found


def test_the_peak_is_that_of_the_stage() -> None:
    stages = Stages()
    with stages("large"):
        assert np.ones(25_000_000).sum() == 25_000_000  # 200 MB, given back at once
    with stages("small"):
        pass
    found = stages.as_dict()
    assert found["large"]["peak_mb"] > 200
    assert found["large"]["peak_mb"] >= found["small"]["peak_mb"] > 0


def test_a_stage_that_fails_is_recorded() -> None:
    stages = Stages()
    with pytest.raises(RuntimeError), stages("broken"):
        raise RuntimeError
    assert stages.as_dict()["broken"]["seconds"] >= 0


def test_without_the_kernels_help_the_peak_is_that_of_the_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(metering, "_STATUS", tmp_path / "none")
    monkeypatch.setattr(metering, "_CLEAR", tmp_path / "none" / "none")
    stages = Stages()
    with stages("any"):
        pass
    assert stages.as_dict()["any"]["peak_mb"] > 10
