"""A relay for real customers in which a share of the traffic is extraction.

Models     a reseller who earns twice: real people, developers, translators and products use the
           same accounts as the harvest.
Figures    120 accounts, 9,000 exchanges of extraction; half of the traffic unless a world says
           otherwise.
Evades by  the customers' traffic: per account and per hour the pool looks like what it sells.
"""

from hydrometer.bench.relay import Job, Relay

operator = Relay(
    "camouflaged",
    accounts=120,
    exits=25,
    share=0.5,
    client="public",
    scheduler="least_loaded",
    jobs=(
        Job(
            "camouflaged",
            exchanges=9_000,
            targets={"reasoning": 0.35, "coding": 0.35, "data_analysis": 0.3},
        ),
    ),
)
