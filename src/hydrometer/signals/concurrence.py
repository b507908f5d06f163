"""The accounts rise and fall together.

Sees      of what visits of one account coincide in eight hours more than at the same hours of
          other days, how much visits of two different accounts coincide: all of it where one queue
          is dealt out among them, nothing where each is a customer of its own.  Working days are
          set beside working days, and weekends beside weekends.  What is compared is a lower bound,
          two standard errors off on either side, so that few visits and steady traffic, which has
          nothing to rise and fall, show nothing.  Visits are those of `allocation_dispersion`; an
          account that has more than the median counts as much as it.
Means     one queue feeds all of the accounts.  It bears what that signal does not: accounts that
          come and go, and get unequal parts, rise and fall together all the same.
Quiet on  independent customers, however many, though they have their nights and weekends in common;
          only the days from the first visit to the last count.
          A class, a hackathon and a team have days of their own in common, and show it; so it does
          not count for pools that may be a firm.
Evaded by traffic at a rate that never changes, or a queue of its own for each account.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="concurrence",
    family=Family.BEHAVIOUR,
    key="dispatch",
    aspect="concurrence",
    weight=2.0,
    of_firms=False,
    needs=(),
    sql="""
        with members as (
            select panel, account_key, sum(c) as n from visits group by panel, account_key
        ),
        middle as (
            select panel, median(n) as n, count(*) as accounts from members group by panel
        ),
        spans as (
            select panel, cast(min(floor(block_no / 3)) as bigint) as first,
                cast(max(floor(block_no / 3)) as bigint) as last, sum(c) as visits
            from visits group by panel
        ),
        calendar as (
            select panel, visits, last - first + 1 as days,
                2 * ((last + 4) // 7 - (first + 3) // 7) + greatest((last + 4) % 7 - 5, 0)
                    - greatest((first + 3) % 7 - 5, 0) as resting
            from spans
        ),
        weighed as (
            select v.panel, v.account_key, v.block_no, v.c, least(1.0, h.n / m.n) as w,
                v.block_no % 3 + case when (floor(v.block_no / 3) + 3) % 7 < 5 then 3 else 0 end
                    as slot,
                case when (floor(v.block_no / 3) + 3) % 7 < 5 then k.days - k.resting
                    else k.resting end as days
            from visits v
            join members m on v.panel = m.panel and v.account_key = m.account_key
            join middle h on v.panel = h.panel
            join calendar k on v.panel = k.panel
        ),
        by_block as (
            select panel, sum(cast(round(1e6 * t * t) as bigint)) / 1e6 as squared from (
                select panel, block_no, sum(cast(round(1e9 * w * c) as bigint)) / 1e9 as t
                from weighed group by panel, block_no)
            group by panel
        ),
        met as (
            select panel, sum(cast(round(1e6 * w * w * c * (c - 1)) as bigint)) / 1e6 as own,
                sum(cast(round(1e6 * w * w * c * c) as bigint)) / 1e6 as squared
            from weighed group by panel
        ),
        by_slot as (
            select panel, account_key, slot, max(w) as w, max(days) as days, sum(c) as q
            from weighed group by panel, account_key, slot
        ),
        alone as (
            select panel, sum(cast(round(1e6 * w * w * q * (q - 1) / days) as bigint)) / 1e6 as own,
                sum(cast(round(1e6 * w * w * q * q / days) as bigint)) / 1e6 as squared,
                sum(cast(round(1e6 * pow(w, 4) * q * (q - 1) / days) as bigint)) / 1e6 as spread,
                sum(cast(round(1e6 * pow(w, 4) * q * q / days) as bigint)) / 1e6 as spread_squared
            from by_slot group by panel
        ),
        together as (
            select panel, sum(cast(round(1e6 * t * t / days) as bigint)) / 1e6 as squared,
                sum(cast(round(1e6 * s * s / days) as bigint)) / 1e6 as spread
            from (
                select panel, slot, max(days) as days,
                    sum(cast(round(1e9 * w * q) as bigint)) / 1e9 as t,
                    sum(cast(round(1e9 * w * w * q) as bigint)) / 1e9 as s
                from by_slot group by panel, slot)
            group by panel
        ),
        excess as (
            select k.panel, h.accounts, k.visits, k.days,
                m.own / a.own - 1 as own, sqrt(2 * a.spread) / a.own as own_error,
                (b.squared - m.squared) / (t.squared - a.squared) - 1 as other,
                sqrt(2 * (t.spread - a.spread_squared)) / (t.squared - a.squared) as other_error
            from calendar k
            join middle h on k.panel = h.panel
            join by_block b on k.panel = b.panel
            join met m on k.panel = m.panel
            join alone a on k.panel = a.panel
            join together t on k.panel = t.panel
            where h.accounts >= 3 and k.days >= 2 and k.visits >= 40
                and a.own > 0 and t.squared > a.squared
        ),
        bounds as (
            select panel, accounts, visits, days, own, other,
                other - 2 * other_error * sqrt(1 + greatest(other, 0)) as least,
                greatest(own - other, 0) + 2 * own_error * sqrt(1 + greatest(own, 0)) as most
            from excess
        )
        select panel, greatest(other, 0) / (greatest(other, own, 0) + 1e-9) as measure,
            least / (abs(least) + most) as statistic, accounts, visits, cast(days as bigint) as days
        from bounds
    """,
    says="of what visits of one account coincide beyond the hour of the day, visits of different "
    "ones of {accounts} accounts share {measure:.0%} ({visits} visits on {days} days; independent "
    "customers share nothing); matched honest groups: {usual:.0%}",
)
_HOURS = [4320 * (i // 40) + 12 * (i % 40) for i in range(400)]
FIRES = [{"account": i % 4, "minute": minute} for i, minute in enumerate(_HOURS)]
QUIET = [{"account": (i // 40) % 4, "minute": minute} for i, minute in enumerate(_HOURS)]
