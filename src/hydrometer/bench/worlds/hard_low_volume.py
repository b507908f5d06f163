"""Hard case: 56 exchanges an account through a relay."""

from hydrometer.bench.operators import low_volume
from hydrometer.bench.world import World

world = World(accounts=5_000, exchanges=140_000, operators=(low_volume.operator,))
