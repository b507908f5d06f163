"""One account alone, 43,000 exchanges.

Models     the upper end of what has been reported, without any network around it.
Figures    43,000 exchanges in the window, two exits, one card; nothing hides it but its honest
           neighbours.
Evades by  having nobody to be linked with.
"""

from hydrometer.bench.relay import Job, Relay

operator = Relay(
    "lone",
    accounts=1,
    exits=2,
    exits_per_account=2,
    share=1.0,
    accounts_per_payment=1,
    accounts_per_device=1,
    aged=1.0,
    client="pass",
    own_domains=0.0,
    jobs=(
        Job("lone", exchanges=43_000, targets={"reasoning": 0.5, "grading": 0.2, "coding": 0.3}),
    ),
)
