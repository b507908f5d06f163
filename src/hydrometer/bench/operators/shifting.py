"""Changes its wrappers, exits and model half-way.

Models     an operator that was found once and begins again with the same accounts.
Figures    120 accounts, 10,000 exchanges; at half of the window everything but accounts and cards
           is new.
Evades by  looking like two half campaigns.
"""

from hydrometer.bench.relay import Job, Relay

operator = Relay(
    "shifting",
    accounts=120,
    exits=25,
    share=0.8,
    shift_at=0.5,
    jobs=(
        Job(
            "shifting",
            exchanges=10_000,
            targets={"reasoning": 0.4, "coding": 0.6},
            shift_at=0.5,
        ),
    ),
)
