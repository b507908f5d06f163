"""Hard case: every wrapper is paraphrased."""

from hydrometer.bench.operators import paraphrasing
from hydrometer.bench.world import World

world = World(accounts=5_000, exchanges=140_000, operators=(paraphrasing.operator,))
