"""Hard case: one account alone with 43,000 exchanges, among honest ones with some thousands."""

from hydrometer.bench.operators import lone
from hydrometer.bench.world import World

world = World(accounts=5_000, exchanges=400_000, operators=(lone.operator,))
