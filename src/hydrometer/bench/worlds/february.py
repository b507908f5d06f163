"""Three campaigns of the reported size: 24,000 accounts, 16.55 million exchanges, one month.

Honest traffic: a million accounts and 40 million exchanges.  A new model is launched inside the
window.
"""

from hydrometer.bench.operators import february_a, february_b, february_c
from hydrometer.bench.world import World

world = World(
    accounts=1_000_000,
    exchanges=40_000_000,
    operators=(february_a.operator, february_b.operator, february_c.operator),
)
