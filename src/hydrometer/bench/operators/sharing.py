"""Two operators who hire the same relay.

Models     one pool, two harvests after different things, with other wrappers, settings and hours.
Figures    150 accounts, 6,000 exchanges each, three tenths customers.
Evades by  standing in each other's traffic: their accounts are nearly the same.
"""

from hydrometer.bench.relay import Job, Relay

operator = Relay(
    "sharing",
    accounts=150,
    exits=30,
    share=0.7,
    scheduler="random",
    jobs=(
        Job("sharing_reasoning", exchanges=6_000, targets={"reasoning": 0.6, "grading": 0.4}),
        Job(
            "sharing_agents",
            exchanges=6_000,
            targets={"tool_use": 0.5, "coding": 0.5},
            begins=0.2,
            rhythm="human",
            logged=0.6,
        ),
    ),
)
