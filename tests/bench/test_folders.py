"""Every file of the three folders is found, documented, and gives rows."""

import importlib
import pkgutil
from collections import Counter
from types import ModuleType

import numpy as np
import pytest

from hydrometer.bench import folders, operators, populations, relay
from hydrometer.bench.dispatch import accounts_of
from hydrometer.bench.draft import Draft
from hydrometer.bench.ledger import Ints
from hydrometer.bench.rhythm import Timeline, schedule
from hydrometer.bench.simulate import drafted, scaled
from hydrometer.bench.world import START
from hydrometer.model import CAPABILITIES, InputError


def sent(draft: Draft) -> tuple[Timeline, Ints]:
    rng = np.random.default_rng(0)
    line = schedule(draft.work, draft.start, draft.days, rng)
    return line, accounts_of(draft, line, rng)


@pytest.mark.parametrize("name", folders.populations())
def test_each_population_is_honest_and_gives_rows(name: str) -> None:
    draft, kind = Draft(1, START, 30), folders.population_of(name)
    kind.build(draft, kind.least + 3, 900.0)
    _, account = sent(draft)
    assert 450 < account.size < 1800
    assert draft.populations == [name]
    assert (draft.work["campaign"] == -1).all()
    assert (draft.accounts["campaign"] == -1).all()
    assert draft.accounts.rows >= kind.least
    assert np.unique(account).size > kind.least / 2


@pytest.mark.parametrize("name", folders.operators())
def test_each_operator_extracts_what_it_is_after(name: str) -> None:
    draft = Draft(1, START, 30)
    operator = scaled(folders.operator_of(name), 0.05)
    relay.build(draft, operator)
    line, account = sent(draft)
    campaign = draft.work["campaign"][line.workload]
    for number, job in enumerate(operator.jobs):
        mine = line.workload[campaign == number]
        assert mine.size == pytest.approx(job.exchanges, rel=0.05, abs=20)
        seen = Counter(draft.work["capability"][mine].tolist())
        for target, share in job.targets.items():
            got = seen[CAPABILITIES.index(target)] / mine.size
            assert got == pytest.approx(share, abs=0.05)
    assert np.mean(campaign >= 0) == pytest.approx(operator.share, abs=0.06)
    assert np.unique(account).size <= draft.accounts.rows


@pytest.mark.parametrize("name", folders.worlds())
def test_each_world_holds_every_population_and_its_operators(name: str) -> None:
    world = folders.world_of(name)
    draft = drafted(world, 0.01, 0)
    operators = {operator.name for operator in world.operators}
    assert set(draft.populations) == set(folders.populations()) | operators
    assert len(draft.campaigns) == sum(len(operator.jobs) for operator in world.operators)


def test_february_has_the_reported_size() -> None:
    jobs = [job for o in folders.world_of("february").operators for job in o.jobs]
    assert sum(job.exchanges for job in jobs) == 16_550_000


def test_populations_make_up_a_thousand() -> None:
    kinds = [folders.population_of(name) for name in folders.populations()]
    assert sum(kind.per_1000 for kind in kinds) == pytest.approx(1000)


@pytest.mark.parametrize("folder", [populations, operators])
def test_each_file_says_what_it_models_and_on_what_figures(folder: ModuleType) -> None:
    names = [found.name for found in pkgutil.iter_modules(folder.__path__)]
    assert names
    for name in names:
        page = str(importlib.import_module(f"{folder.__name__}.{name}").__doc__)
        assert "\nModels " in page
        assert "\nFigures " in page
        assert "\nHonest by " in page or "\nEvades by " in page


def test_a_world_that_is_none() -> None:
    with pytest.raises(InputError, match="no world"):
        folders.world_of("..")
