"""A small world for a first look: two operators in the traffic of 5,000 accounts."""

from dataclasses import replace

from hydrometer.bench.operators import february_a, february_c
from hydrometer.bench.relay import Job, Relay
from hydrometer.bench.world import World


def _smaller(operator: Relay, accounts: int, exits: int, exchanges: int) -> Relay:
    job: Job = replace(operator.jobs[0], exchanges=exchanges)
    return replace(operator, accounts=accounts, exits=exits, jobs=(job,))


world = World(
    accounts=5_000,
    exchanges=160_000,
    operators=(
        _smaller(february_a.operator, 90, 14, 5_000),
        _smaller(february_c.operator, 160, 20, 7_000),
    ),
)
