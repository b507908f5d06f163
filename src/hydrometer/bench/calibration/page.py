"""What was measured, as one Markdown page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from hydrometer.bench.calibration import chance
from hydrometer.bench.calibration.chance import Looked
from hydrometer.bench.calibration.discoveries import Searched, rate
from hydrometer.bench.calibration.honest import Ranks
from hydrometer.bench.calibration.uniformity import LEVELS, Uniformity
from hydrometer.bench.searching import FDR
from hydrometer.bench.tabular import machine, markdown, number, versions


def page(
    worlds: str,
    held_apart: Ranks,
    in_pools: Ranks,
    searched: Sequence[Searched],
    looked: Mapping[str, Sequence[Looked]],
) -> str:
    """The whole page; ``worlds`` says what the null streams are of."""
    return f"""# Calibration

<!-- Written by python -m hydrometer.bench.calibration. -->

Figures on simulated worlds; they are no estimate of what happens on real traffic
([limits](../why/limits.md)). What each number means is in [statistics](../why/statistics.md).

## p-values of honest streams

{worlds}
Each signal is asked of streams that are no extraction. A p-value may be too large, as it is where
many streams tie (most have no wording that elicits anything, and rank last together); it must not
be too small. The excess is the one-sided Kolmogorov-Smirnov distance, the most by which the share
at or below any level exceeds the level; *by chance* is what as many independent uniform p-values
pass once in twenty times.

![Quantiles of p-values of honest streams, a plot a signal](calibration.svg)

*Held apart*: honest panels judged among the other honest panels, a third of them at a time. This
tests ranks, ties and the matching of references.

{_uniformities(held_apart)}

*In pools*: streams of the pools that the scan found in these worlds, ranked among the references
drawn for them: for extraction, streams that are dealt out; for dispatch, streams of pools without
a dispatcher. This tests whether references are like what they are compared with. `verdict` is the
p-value that decides.

{_uniformities(in_pools)}

## False discoveries

{_discoveries(searched)}

## Groups by chance

Parties that show values at random, under the configuration model with {chance.STRATA} strata and \
{len(chance.SPREAD)} kinds of
value. What is expected is by the bound of the score, were its rates known. *Of one value*: the
group is the holders of one value and shares nothing else.

{markdown(_CHANCE, (_chance(name, found) for name, found in looked.items()))}

Machine: {machine()}. Versions: {versions()}.
"""


_CHANCE = (
    "values", "worlds", "candidates", "expected at most", "groups", "of one value", "their kinds",
)  # fmt: skip


def _chance(name: str, found: Sequence[Looked]) -> list[str]:
    kinds = sum((Counter(looked.alone) for looked in found), Counter())
    return [
        name,
        str(len(found)),
        number(sum(looked.candidates for looked in found)),
        f"{chance.expected(len(found)):g}",
        number(sum(looked.groups for looked in found)),
        number(kinds.total()),
        ", ".join(f"{kind} {n}" for kind, n in kinds.most_common()) or "-",
    ]


def _uniformities(ranks: Ranks) -> str:
    titles = ["", "streams", *(f"p <= {level:g}" for level in LEVELS), "excess", "by chance"]
    return markdown(titles, (_uniformity(name, Uniformity.of(p)) for name, p in ranks.items()))


def _uniformity(name: str, found: Uniformity) -> list[str]:
    shares = [f"{share:.3f}" for share in found.shares]
    return [f"`{name}`", number(found.n), *shares, f"{found.excess:.3f}", f"{found.chance:.3f}"]


def _discoveries(searched: Sequence[Searched]) -> str:
    names = Counter(found.world for found in searched)
    seeds = sorted({found.seed for found in searched})
    campaigns = [(found, c) for found in searched for c in found.campaigns]
    false = [(found, campaign) for found, campaign in campaigns if campaign.false]
    realised = rate(searched)
    rows = [
        [found.world, str(found.seed), c.campaign_id, number(c.accounts), number(c.exchanges),
         f"{c.share:.2f}", f"{c.q_value:.2g}", c.population]
        for found, c in false
    ]  # fmt: skip
    titles = ("world", "seed", "campaign", "accounts", "exchanges", "extraction", "q", "most are")
    return f"""{len(searched)} worlds, `--fdr {FDR:g}`: \
{", ".join(f"`{name}` {n}" for name, n in names.items())}; seeds
{seeds[0]} to {seeds[-1]}, which the bench does not use. A reported campaign is false if fewer than
half of its exchanges are extraction by the truth.

Reported {len(campaigns)} campaigns in {len({id(found) for found, _ in campaigns})} worlds, \
{len(false)} of them false. Mean over worlds of false / max(1, reported):
**{realised.mean:.3f}**, 95% interval {realised.low:.3f} to {realised.high:.3f} (bootstrap over \
worlds), where {FDR:g} is promised. The share
of worlds with a false report is at most {realised.worlds_at_most:.2f} (95%, Clopper and Pearson).

{markdown(titles, rows) if rows else "No false one to list."}"""
