"""Hard case: wrappers, exits and model change half-way."""

from hydrometer.bench.operators import shifting
from hydrometer.bench.world import World

world = World(accounts=5_000, exchanges=140_000, operators=(shifting.operator,))
