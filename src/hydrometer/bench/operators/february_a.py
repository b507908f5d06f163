"""Reasoning, grading and censorship-safe rewriting over many accounts with few exchanges each.

Models     the first of the three campaigns reported in February 2026: more than 150,000 exchanges.
Figures    56 exchanges an account, shared cards, synchronised hours, load balancing.
Evades by  volume: no account sends more than an ordinary person.
"""

from hydrometer.bench.relay import Job, Relay

operator = Relay(
    "february_a",
    accounts=2_680,
    exits=300,
    share=0.8,
    accounts_per_payment=20,
    jobs=(
        Job(
            "february_a",
            exchanges=150_000,
            targets={"reasoning": 0.45, "grading": 0.3, "censorship_safe_rewriting": 0.25},
            templates=9,
            samples=1.2,
            pivot=0.3,
        ),
    ),
)
