"""Hard case: home lines and cards of its own for every account."""

from hydrometer.bench.operators import residential
from hydrometer.bench.world import World

world = World(accounts=5_000, exchanges=140_000, operators=(residential.operator,))
