"""Hard case: half of a relay's traffic is extraction."""

from hydrometer.bench.operators import camouflaged
from hydrometer.bench.world import World

world = World(accounts=5_000, exchanges=140_000, operators=(camouflaged.operator,))
