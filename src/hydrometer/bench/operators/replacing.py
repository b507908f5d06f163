"""Accounts are replaced daily.

Models     accounts bought in bulk and thrown away before anybody looks: each lives a day and a
           half.
Figures    40 slots, about 700 accounts in the month, 12,000 exchanges; cards shared by 40.
Evades by  age: no account lives long enough for a history.
"""

from hydrometer.bench.relay import Job, Relay

operator = Relay(
    "replacing",
    accounts=40,
    exits=30,
    share=0.8,
    accounts_per_payment=40,
    replaced_per_day=0.65,
    aged=0.0,
    jobs=(Job("replacing", exchanges=12_000, targets={"reasoning": 0.5, "coding": 0.5}),),
)
