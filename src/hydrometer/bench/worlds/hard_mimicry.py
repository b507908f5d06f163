"""Hard case: clients and schedule like those of honest developers."""

from hydrometer.bench.operators import mimicking
from hydrometer.bench.world import World

world = World(accounts=5_000, exchanges=140_000, operators=(mimicking.operator,))
