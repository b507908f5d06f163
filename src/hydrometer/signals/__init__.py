"""Signals: questions asked of a group of accounts and a stream of their exchanges, one a file.

The folder's listing is the registry: every module here that has a ``SIGNAL`` is asked.

Fractions are added up as whole millionths or finer: the order in which threads add floating-point
numbers would show in the last digits, and the same input has to give the same bytes.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from hydrometer.model import Signal


def modules() -> list[ModuleType]:
    """Every signal's module, by name."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]


def load() -> tuple[Signal, ...]:
    """Every signal, by name."""
    return tuple(module.SIGNAL for module in modules())
