"""Clients and schedule like those of honest developers.

Models     requests sent through the public agent tools themselves, in waking hours, session by
           session on one account, new models taken up slowly.
Figures    120 accounts, 10,000 exchanges; exits and cards shared by few.
Evades by  client, hours, launch pivot and load balancing.
"""

from hydrometer.bench.relay import Job, Relay

operator = Relay(
    "mimicking",
    accounts=120,
    exits=60,
    exit_kind="home",
    exits_per_account=2,
    accounts_per_payment=6,
    accounts_per_device=2,
    prepaid=0.1,
    own_domains=0.05,
    signup_waves=12,
    signup_hours=30.0,
    client="pass",
    scheduler="sticky",
    leak=0.03,
    share=0.8,
    jobs=(
        Job(
            "mimicking",
            exchanges=10_000,
            targets={"coding": 0.6, "agentic_reasoning": 0.4},
            rhythm="human",
            session_size=14.0,
            logged=0.6,
            pivot=0.35,
            pivot_hours=200.0,
            probing=0.0,
            paraphrase=0.4,
            disguised=True,
        ),
    ),
)
