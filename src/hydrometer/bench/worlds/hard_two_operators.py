"""Hard case: two operators in one pool."""

from hydrometer.bench.operators import sharing
from hydrometer.bench.world import World

world = World(accounts=5_000, exchanges=140_000, operators=(sharing.operator,))
