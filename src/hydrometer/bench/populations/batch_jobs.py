"""Batch jobs: one scaffold over long lists of documents.

Models     classification, extraction of fields and summaries, at night, every input once.
Figures    sessions of tens to hundreds of calls a few seconds apart.
Honest by  one account for one list: nothing is divided over accounts.
"""

from hydrometer.bench import bulk_work, work
from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population
from hydrometer.bench.premises import servers


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add the jobs."""
    owners, hours = servers(draft, "batch_jobs", accounts)
    fields = bulk_work.documents(draft, accounts) | work.active(draft, owners)
    fields["exchanges"] = draft.spread(accounts, exchanges, 1.5)
    draft.work.add(accounts, fields | {"hour": (hours + 10) % 24})


population = Population(per_1000=8, volume=25.0, least=12, build=build)
