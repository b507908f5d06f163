"""Hard case: a fifth of a relay's traffic is extraction."""

from dataclasses import replace

from hydrometer.bench.operators import camouflaged
from hydrometer.bench.relay import Relay
from hydrometer.bench.world import World

_job = replace(camouflaged.operator.jobs[0], exchanges=3_000)
_operator: Relay = replace(camouflaged.operator, share=0.2, jobs=(_job,))
world = World(accounts=5_000, exchanges=140_000, operators=(_operator,))
