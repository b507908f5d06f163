"""Every account at a home line of its own, with a card of its own.

Models     accounts rented from real people: no address, card or device in common.
Figures    120 accounts, 10,000 exchanges.
Evades by  infrastructure; dispatch and wording stay what they are.
"""

from hydrometer.bench.relay import Job, Relay

operator = Relay(
    "residential",
    accounts=120,
    own_homes=True,
    accounts_per_payment=1,
    accounts_per_device=1,
    prepaid=0.04,
    own_domains=0.0,
    signup_waves=12,
    signup_hours=40.0,
    share=0.8,
    client="public",
    jobs=(Job("residential", exchanges=10_000, targets={"reasoning": 0.5, "coding": 0.5}),),
)
