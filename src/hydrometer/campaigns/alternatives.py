"""Honest explanations of a campaign, each tried against the facts.

An explanation is ruled out only by a fact that it cannot bear; where the log cannot tell, it says
so.
"""

from __future__ import annotations

from typing import Any

from hydrometer.campaigns.scan import Shared
from hydrometer.store.protocol import Store

MOST = 0.5
"""An explanation that covers at least half of the accounts or exchanges is possible."""


def try_explanations(
    store: Store, campaign: int, shared: dict[str, Shared]
) -> list[dict[str, Any]]:
    """Rows of `model.ALTERNATIVES` without the id, for one campaign of ``attributed``."""
    facts = store.fetch(_FACTS.format(campaign=campaign)).to_pylist()[0]
    return [
        _shared_network(shared),
        _share("one declared organisation", "accounts belong to a declared organisation",
               facts["declared"], facts["accounts"]),
        _share("declared reseller", "accounts are declared resellers",
               facts["resellers"], facts["accounts"]),
        _share("benchmark harness", "exchanges repeat an input that another account sent",
               facts["repeated"], facts["inputs"]),
        _share("public tool or viral prompt",
               "exchanges have a wording that accounts outside use at least as often",
               facts["public_wording"], facts["worded"]),
    ]  # fmt: skip


_FACTS = """
with own as (select * from attributed where campaign = {campaign}),
    who as (
        select p.declared, p.kind from parties p
        where p.account_key in (select account_key from own)
    ),
    inputs as (
        select input_key, count(*) as n, count(distinct account_key) as accounts
        from own where input_key is not null group by input_key
    ),
    wording as (
        select scaffold_key, count(distinct account_key) as accounts, count(*) as n
        from own where scaffold_key is not null group by scaffold_key
    ),
    outside as (
        select o.scaffold_key, count(distinct o.account_key) as accounts
        from observations o join wording w on o.scaffold_key = w.scaffold_key
        where o.account_key not in (select account_key from own) group by o.scaffold_key
    )
select (select count(*) from who) as accounts,
    (select count(*) filter (where declared) from who) as declared,
    (select count(*) filter (where kind = 'reseller') from who) as resellers,
    (select coalesce(sum(n), 0) from inputs) as inputs,
    (select coalesce(sum(n) filter (where accounts > 1), 0) from inputs) as repeated,
    (select coalesce(sum(n), 0) from wording) as worded,
    (select coalesce(sum(w.n), 0) from wording w join outside o
        on w.scaffold_key = o.scaffold_key where o.accounts >= w.accounts) as public_wording
"""


def _share(explanation: str, what: str, k: int, n: int) -> dict[str, Any]:
    k, n = int(k), int(n)
    if n == 0:
        verdict, says = "not_testable", "The log has nothing to tell it by."
    else:
        verdict = "possible" if k >= MOST * n else "ruled_out"
        says = f"{k} of {n} {what}."
    return {"explanation": explanation, "verdict": verdict, "says": says}


def _shared_network(shared: dict[str, Shared]) -> dict[str, Any]:
    """A carrier's or a campus's exit explains shared addresses, and nothing else."""
    name = "shared network (carrier, campus, VPN)"
    other = sorted({held.family for held in shared.values()} - {"network"})
    if not any(held.family == "network" for held in shared.values()):
        return {
            "explanation": name,
            "verdict": "ruled_out",
            "says": "The members are not bound by any network.",
        }
    verdict = "ruled_out" if other else "possible"
    says = f"Besides a network the members share: {', '.join(other) or 'nothing'}."
    return {"explanation": name, "verdict": verdict, "says": says}
