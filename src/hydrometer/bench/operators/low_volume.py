"""A relay that spends 56 exchanges an account.

Models     the lower end of what has been reported: the list is cut into pieces that no volume
           limit sees.
Figures    240 accounts of about 56 exchanges, half of the relay's traffic.
Evades by  volume, and by the customers of the relay.
"""

from hydrometer.bench.relay import Job, Relay

operator = Relay(
    "low_volume",
    accounts=240,
    exits=50,
    share=0.5,
    jobs=(Job("low_volume", exchanges=6_700, targets={"reasoning": 0.6, "grading": 0.4}),),
)
"""240 accounts x 56 exchanges, extraction and customers together."""
