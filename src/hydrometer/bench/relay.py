"""A pool with its customers and jobs: honest relays and operators are settings of it."""

from __future__ import annotations

from hydrometer.bench.customers import customers
from hydrometer.bench.draft import Draft
from hydrometer.bench.hiring import Relay, hired
from hydrometer.bench.jobs import Job, run

__all__ = ["Job", "Relay", "build"]


def build(draft: Draft, relay: Relay) -> None:
    """Add the relay, its customers and its jobs to the world."""
    campaigns = [draft.campaign(job.name, dict(job.targets)) for job in relay.jobs]
    pool = hired(draft, relay, campaigns[0] if campaigns else -1)
    for job, campaign in zip(relay.jobs, campaigns, strict=True):
        run(draft, job, pool, campaign, relay.end_users)
    customers(draft, pool, _honest_volume(relay))


def _honest_volume(relay: Relay) -> float:
    wanted = sum(job.exchanges for job in relay.jobs)
    return wanted * (1 - relay.share) / relay.share if wanted else relay.honest_exchanges
