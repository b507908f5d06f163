"""Undeclared but honest pools: accounts shared or resold, with nothing extracted.

Models     two dozen to more than a thousand accounts behind shared exits and cards, dispatched by
           load, for real customers who each have own work, settings, languages and hours; bulk
           translators and product back ends are among the customers.
Figures    assumed sizes (log-normal around 60 accounts); a tenth of the accounts replaced in a
           week.
Honest by  extracting nothing.  It breaks terms of use perhaps, and it is no distillation campaign.
"""

from hydrometer.bench import identity, relay
from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population
from hydrometer.bench.relay import Relay

_SCHEDULERS = ("round_robin", "least_loaded", "random", "sticky")


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add pools, no two built alike."""
    sizes = identity.sizes_of(draft, accounts, 60, 0.9, 24)
    for size in sizes.tolist():
        relay.build(draft, _pool(draft, size, exchanges * size / accounts))


def _pool(draft: Draft, size: int, exchanges: float) -> Relay:
    rng = draft.rng
    return Relay(
        "shared_pools",
        accounts=size,
        honest_exchanges=int(exchanges),
        exits=max(2, int(size * rng.uniform(0.05, 0.6))),
        exit_kind=str(rng.choice(["cloud", "vpn", "home"], p=[0.6, 0.2, 0.2])),
        exits_per_account=int(rng.integers(1, 5)),
        accounts_per_payment=int(rng.integers(2, 40)),
        prepaid=float(rng.uniform(0, 0.7)),
        signup_waves=int(rng.integers(1, 8)),
        aged=float(rng.uniform(0, 0.7)),
        own_domains=float(rng.uniform(0, 0.6)),
        accounts_per_device=int(rng.integers(1, 8)),
        client=str(rng.choice(["own", "public", "pass"])),
        scheduler=str(rng.choice(_SCHEDULERS)),
        replaced_per_day=float(rng.choice([0.0, 0.0, 0.015])),
    )


population = Population(per_1000=20, volume=14.0, least=30, build=build)
