"""What stands in the folders of populations, operators and worlds: the listing is the registry."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from hydrometer.bench import operators as operators_folder
from hydrometer.bench import populations as populations_folder
from hydrometer.bench import worlds as worlds_folder
from hydrometer.bench.population import Population
from hydrometer.bench.relay import Relay
from hydrometer.bench.world import World
from hydrometer.model import InputError


def _names(folder: ModuleType) -> list[str]:
    return sorted(found.name for found in pkgutil.iter_modules(folder.__path__))


def _module(folder: ModuleType, name: str) -> ModuleType:
    return importlib.import_module(f"{folder.__name__}.{name}")


def populations() -> list[str]:
    """Names of all honest populations."""
    return _names(populations_folder)


def population_of(name: str) -> Population:
    """The population of that name."""
    found: Population = _module(populations_folder, name).population
    return found


def operators() -> list[str]:
    """Names of all operators."""
    return _names(operators_folder)


def operator_of(name: str) -> Relay:
    """The operator of that name."""
    found: Relay = _module(operators_folder, name).operator
    return found


def worlds() -> list[str]:
    """Names of all worlds."""
    return _names(worlds_folder)


def world_of(name: str) -> World:
    """The world of that name.  Raises InputError, with the names there are, if it is not one."""
    if name not in worlds():
        raise InputError(f"no world {name!r}; there are: {', '.join(worlds())}")
    found: World = _module(worlds_folder, name).world
    return found
