"""Agentic coding and orchestration behind a proxy network of 20,000 accounts.

Models     the third campaign: 13 million exchanges; nearly half of the traffic moved to a new
           model within 24 hours of its launch; extraction mixed with the requests of unrelated
           customers.
Figures    16,100 accounts at a time, 1% of them replaced every day: 20,000 in the month.
Evades by  camouflage and size.
"""

from hydrometer.bench.relay import Job, Relay

operator = Relay(
    "february_c",
    accounts=16_100,
    exits=1_500,
    share=0.7,
    scheduler="least_loaded",
    accounts_per_payment=30,
    replaced_per_day=0.01,
    jobs=(
        Job(
            "february_c",
            exchanges=13_000_000,
            targets={"coding": 0.55, "orchestration": 0.3, "tool_use": 0.15},
            templates=15,
            tool_turns=0.5,
            logged=0.4,
            pivot=0.48,
            pivot_hours=20.0,
        ),
    ),
)
