"""Hard case: accounts replaced daily."""

from hydrometer.bench.operators import replacing
from hydrometer.bench.world import World

world = World(accounts=5_000, exchanges=140_000, operators=(replacing.operator,))
