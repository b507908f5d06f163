"""Evaluators without a declared organisation: the work of `evaluators`, private accounts.

Models     a group of friends, a blog with a leaderboard: two to six accounts, one card, one script.
Figures    as `evaluators`.
Honest by  repeating inputs over models; nobody has told the provider who they are.
"""

from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population
from hydrometer.bench.populations.evaluators import firms


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add undeclared groups of evaluators."""
    firms(draft, "independent_evaluators", accounts, exchanges, known=False)


population = Population(per_1000=2, volume=25.0, least=5, build=build)
