"""Honest people only, of every population: nothing is to be found here."""

from hydrometer.bench.world import World

world = World(accounts=100_000, exchanges=2_000_000, text=False)
