"""The stream is large for one customer's.

Sees      how many exchanges the whole stream has, over all of its accounts.
Means     one hand sends more than nearly any honest customer does, and spreads it over accounts.
Quiet on  ordinary customers of a relay.  Honest products and batch jobs can be as large, so this
          alone convicts nobody.
Evaded by taking less, or through several pools that share nothing.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="stream_volume",
    family=Family.BEHAVIOUR,
    key="extraction",
    aspect="volume",
    needs=(),
    sql="""
        select p.panel, p.exchanges as measure, ln(p.exchanges) as statistic, p.accounts
        from panels p where p.panel in (select panel from panel_exchanges)
            and p.exchanges >= 20
    """,
    says="one stream of {measure:.0f} exchanges runs over {accounts} accounts; honest customers "
    "with traffic enough to compare send {usual:.0f} at their middle",
    weight=0.5,
)
FIRES = [{"account": i % 4, "minute": 3 * i} for i in range(400)]
QUIET = [{"account": i % 4, "minute": 3 * i} for i in range(40)]
