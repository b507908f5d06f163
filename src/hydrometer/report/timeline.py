"""The campaign's traffic over time beside comparable traffic scaled to the same total."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from hydrometer.report import words
from hydrometer.report.run import Rows
from hydrometer.report.svg import element, figure, percent, round_ceiling, steps, stretched

_HOUR = datetime.timedelta(hours=1)
_TOP, _PLOT = 14, 170
_BINS = 240


@dataclass(frozen=True)
class Timeline:
    """Two curves over the days of the campaign, and the same by hour of the day."""

    step_hours: int
    days: list[tuple[str, float, float]]
    over_time: Markup
    by_hour: Markup
    busiest: float
    quietest: float
    usual_busiest: float
    usual_quietest: float


def timeline(ident: str, rows: Rows) -> Timeline | None:
    """Draw the rows of ``timelines``; ``None`` where there are none."""
    known = sorted((row for row in rows if row["hour"] is not None), key=lambda row: row["hour"])
    if not known:
        return None
    first, ours, usual = _hourly(known)
    step = _step(len(ours))
    clock, usual_clock = _by_clock(first, ours), _by_clock(first, usual)
    return Timeline(
        step_hours=step,
        days=_daily(first, ours, usual),
        over_time=_over_time(
            f"{ident}-time", first, _binned(ours, step), _binned(usual, step), step
        ),
        by_hour=_by_hour(f"{ident}-clock", clock, usual_clock),
        busiest=max(clock),
        quietest=min(clock),
        usual_busiest=max(usual_clock),
        usual_quietest=min(usual_clock),
    )


def _hourly(rows: Rows) -> tuple[datetime.datetime, list[float], list[float]]:
    """Both series hour by hour from the first on; hours without a row are zero."""
    first = rows[0]["hour"]
    length = (rows[-1]["hour"] - first) // _HOUR + 1
    ours, usual = [0.0] * length, [0.0] * length
    for row in rows:
        place = (row["hour"] - first) // _HOUR
        ours[place] += row["campaign_exchanges"] or 0
        usual[place] += row["comparable_share"] or 0.0
    return first, ours, usual


def _step(hours: int) -> int:
    """Hours a step so that a curve has at most ``_BINS`` of them."""
    return next((step for step in (1, 2, 3, 6, 12, 24) if hours <= step * _BINS), 168)


def _binned(values: Sequence[float], step: int) -> list[float]:
    return [sum(values[start : start + step]) for start in range(0, len(values), step)]


def _by_clock(first: datetime.datetime, values: Sequence[float]) -> list[float]:
    """Share of the total in each hour of the day, UTC."""
    clock = [0.0] * 24
    for place, value in enumerate(values):
        clock[(first.hour + place) % 24] += value
    total = sum(clock) or 1.0
    return [value / total for value in clock]


def _daily(
    first: datetime.datetime, ours: Sequence[float], usual: Sequence[float]
) -> list[tuple[str, float, float]]:
    held: dict[datetime.date, list[float]] = {}
    for place, pair in enumerate(zip(ours, usual, strict=True)):
        day = held.setdefault((first + place * _HOUR).date(), [0.0, 0.0])
        day[0] += pair[0]
        day[1] += pair[1]
    return [(date.isoformat(), day[0], day[1]) for date, day in held.items()]


def _over_time(
    ident: str, first: datetime.datetime, ours: list[float], usual: list[float], step: int
) -> Markup:
    ceiling = round_ceiling(max(*ours, *usual))
    path = steps(ours, ceiling)
    last = first + len(ours) * step * _HOUR
    return figure(
        ident,
        "Traffic over time",
        f"From {words.moment(first)} to {words.moment(last)} UTC. The campaign's busiest "
        f"{words.plural(step, 'hour')}: {words.count(max(ours))} exchanges; comparable traffic "
        f"scaled to the same total: {words.count(max(usual))}.",
        _TOP + _PLOT + 24,
        *_grid(ceiling),
        stretched(
            len(ours),
            100,
            _TOP,
            _PLOT,
            element("path", class_="area", d=f"{path}V100H0Z"),
            element("path", class_="line", d=path),
            element("path", class_="usual", d=steps(usual, ceiling)),
        ),
        *_dates(first, last),
    )


def _grid(ceiling: float) -> list[Markup]:
    told = []
    for part in (0.0, 0.5, 1.0):
        y = _TOP + _PLOT * (1 - part)
        told.append(
            element("line", class_="grid" if part else "ground", x1="0", x2="100%", y1=y, y2=y)
        )
        if part:
            told.append(
                element("text", words.number(part * ceiling), class_="tick", x="2", y=y - 3)
            )
    return told


def _dates(first: datetime.datetime, last: datetime.datetime) -> list[Markup]:
    """At most five midnights, named beneath the curve."""
    span = last - first
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight + datetime.timedelta(days=d) for d in range(span.days + 2)]
    inside = [day for day in days if 0.02 < (day - first) / span < 0.95]
    told = []
    for day in inside[:: max(1, -(-len(inside) // 5))]:
        x = percent((day - first) / span, 1)
        foot = _TOP + _PLOT
        told.append(element("line", class_="ground", x1=x, x2=x, y1=foot, y2=foot + 5))
        told.append(
            element("text", words.day(day), class_="tick", x=x, y=foot + 19, text_anchor="middle")
        )
    return told


def _by_hour(ident: str, ours: list[float], usual: list[float]) -> Markup:
    ceiling = max(*ours, *usual, 1e-9) * 1.08
    path = steps(ours, ceiling)
    foot = _TOP + 110
    return figure(
        ident,
        "Traffic by hour of the day",
        f"The campaign's hours hold between {words.share(min(ours))} and {words.share(max(ours))} "
        f"of its day; those of comparable traffic between {words.share(min(usual))} and "
        f"{words.share(max(usual))}.",
        foot + 24,
        stretched(
            24,
            100,
            _TOP,
            110,
            element("path", class_="area", d=f"{path}V100H0Z"),
            element("path", class_="line", d=path),
            element("path", class_="usual", d=steps(usual, ceiling)),
        ),
        element("line", class_="ground", x1="0", x2="100%", y1=foot, y2=foot),
        *(
            element(
                "text",
                f"{hour:02d}:00",
                class_="tick",
                x=percent(hour, 24),
                y=foot + 19,
                text_anchor="start" if hour == 0 else "middle",
            )
            for hour in (0, 6, 12, 18)
        ),
    )
