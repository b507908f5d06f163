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

VISITS = """
        spaced as (
            select panel, account_key, floor(hour_no / 8) as block_no,
                epoch(sent_at) - lag(epoch(sent_at))
                    over (partition by panel, account_key order by sent_at) as pause
            from panel_exchanges
        ),
        usual as (
            select panel, account_key, least(600.0, 0.5
                * greatest(epoch(max(sent_at)) - epoch(min(sent_at)), 86400.0) / count(*)) as pause
            from panel_exchanges group by panel, account_key
        ),
        visits as (
            select s.panel, s.account_key, s.block_no, count(*) as c
            from spaced s join usual u on s.panel = u.panel and s.account_key = u.account_key
            where s.pause is null or s.pause > u.pause
            group by s.panel, s.account_key, s.block_no
        )"""
"""The visits of each account, ``c`` in each eight hours, for a signal to begin with.

Exchanges of an account with hardly a pause between them are one visit, so that it is the same
whether single requests are dealt out or whole conversations.  A pause is ten minutes, or half of
the account's usual distance between exchanges where that is shorter; an account that is there for
less than a day, as for one conversation, is taken to be there for one.
"""


def modules() -> list[ModuleType]:
    """Every signal's module, by name."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]


def load() -> tuple[Signal, ...]:
    """Every signal, by name."""
    return tuple(module.SIGNAL for module in modules())
