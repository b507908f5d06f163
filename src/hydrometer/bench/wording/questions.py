"""What is asked about: tasks by subject, in numbers large enough that lists need not repeat."""

from __future__ import annotations

import re

from hydrometer.bench.wording.draws import Draw, samples, vocabulary

NAMES = vocabulary("names")
THINGS = vocabulary("things")
PLACES = vocabulary("places")
FIELDS = vocabulary("fields")
LANGUAGES = vocabulary("languages")
MODULES = vocabulary("modules")
FAULTS = vocabulary("faults")
COLUMNS = vocabulary("columns")
GROUPS = vocabulary("groups")
TOPICS = vocabulary("topics")


def mathematics(d: Draw) -> str:
    """A word problem; a third are public problems with other numbers."""
    if d.chance(33):
        return _renumbered(d, d.of(samples("mathematics")))
    name, other, thing, place = d.of(NAMES), d.of(NAMES), d.of(THINGS), d.of(PLACES)
    a, b, c = d.number(3, 97), d.number(2, 40), d.number(2, 12)
    return (
        f"{name} takes {a * c} {thing} to the {place} and packs them {c} to a box. {other} brings "
        f"{b} more boxes, {d.number(1, b)} of them half full. After {d.number(2, 30)} percent are "
        f"sold for {d.number(2, 60)} coins each, how many {thing} are left and what was earned?"
    )


def _renumbered(d: Draw, text: str) -> str:
    return re.sub(
        r"(?<![\w.,])\d{1,3}(?![\w.,]\d|\d)", lambda m: str(int(m[0]) + d.number(0, 40)), text
    )


def science(d: Draw) -> str:
    """A question of a university examination."""
    field, depth = (
        d.of(FIELDS),
        d.of(("Derive", "Prove or refute", "Explain why", "Compute", "Estimate")),
    )
    return (
        f"{depth} the result for a problem in {field}: a system of {d.number(2, 64)} parts with "
        f"coupling "
        f"{d.number(1, 999) / 100} is perturbed at time {d.number(1, 48)}; what happens to its "
        f"{d.of(COLUMNS)} when the {d.of(GROUPS)} parameter is multiplied by {d.number(2, 19)}?"
    )


def logic(d: Draw) -> str:
    """A puzzle of orderings."""
    first, second, third = d.of(NAMES), d.of(NAMES), d.of(NAMES)
    return (
        f"{d.number(4, 9)} people queue at the {d.of(PLACES)}. {first} stands {d.number(1, 4)} "
        f"places before "
        f"{second}; {third} is not next to {first}, and holds {d.number(2, 90)} {d.of(THINGS)}. "
        f"Whoever is "
        f"{d.of(('last', 'first', 'third'))} owns the {d.of(THINGS)}. Who can it be?"
    )


def code(d: Draw) -> str:
    """A programming task."""
    if d.chance(20):
        return (
            f"{d.of(samples('code'))}\nAlso cover the case that it {d.of(FAULTS)} for "
            f"{d.number(2, 9999)} inputs."
        )
    return (
        f"Implement a {d.of(MODULES)} in {d.of(LANGUAGES)} for a {d.of(PLACES)} application with "
        f"up to "
        f"{d.number(2, 900)} thousand {d.of(THINGS)}. The present one {d.of(FAULTS)} and "
        f"{d.of(FAULTS)}; "
        f"keep the interface of `{d.of(GROUPS)}_{d.of(COLUMNS)}_{d.number(1, 999)}` and add tests."
    )


def shell(d: Draw) -> str:
    """A task on a computer."""
    if d.chance(25):
        return f"{d.of(samples('shell'))} Work in directory job{d.number(10, 99999)}."
    return (
        f"In repository {d.of(PLACES)}-{d.of(COLUMNS)}-{d.number(1, 9999)} the {d.of(MODULES)} "
        f"{d.of(FAULTS)}. "
        f"Find the cause, repair it in {d.of(LANGUAGES)}, and make the {d.number(3, 400)} tests "
        f"pass."
    )


def tools(d: Draw) -> str:
    """A task that needs several services."""
    if d.chance(15):
        return f"{d.of(samples('tools'))} Use account {d.number(1000, 99999)}."
    return (
        f"{d.of(NAMES)} wants the {d.number(3, 40)} cheapest {d.of(THINGS)} near the "
        f"{d.of(PLACES)}, delivered "
        f"in {d.number(2, 20)} days under {d.number(40, 4000)} coins; look up offers, compare "
        f"{d.of(COLUMNS)} by {d.of(GROUPS)}, book the best and report order {d.number(100, 99999)}."
    )


def data(d: Draw) -> str:
    """A table to analyse."""
    return (
        f"Table {d.of(PLACES)}_{d.number(1, 9999)} has {d.number(3, 90)} thousand rows of "
        f"{d.of(COLUMNS)}, "
        f"{d.of(COLUMNS)} and {d.of(GROUPS)}. Which {d.of(GROUPS)} explains the change of "
        f"{d.number(2, 60)}% since week {d.number(1, 52)}? Test it, and say what the data cannot "
        f"show."
    )


def screen(d: Draw) -> str:
    """A task in a graphical application, from a screenshot."""
    return (
        f"The screenshot shows the {d.of(PLACES)} booking form, window {d.number(100, 9999)}. "
        f"Enter {d.number(2, 60)} "
        f"{d.of(THINGS)} for {d.of(NAMES)} on day {d.number(1, 28)}, choose {d.of(GROUPS)} "
        f"{d.number(1, 12)} and submit."
    )


def picture(d: Draw) -> str:
    """A question about a picture."""
    return (
        f"The picture shows a chart of {d.of(COLUMNS)} by {d.of(GROUPS)} at a {d.of(PLACES)} "
        f"(figure {d.number(1, 9999)}). "
        f"Read off the {d.number(2, 9)} highest values, and say which {d.of(THINGS)} they belong "
        f"to."
    )


def delicate(d: Draw) -> str:
    """A question that some governments or shops would rather not see answered."""
    return (
        f"What did {d.of(('newspapers', 'officials', 'critics', 'witnesses', 'historians'))} say "
        f"about the "
        f"{d.of(('protests', 'election', 'strike', 'arrests', 'land reform', 'party congress'))} "
        f"of {d.number(1949, 2024)} "
        f"at the {d.of(PLACES)} square, and who was blamed for {d.of(TOPICS)} in district "
        f"{d.number(1, 400)}?"
    )


def any_of(d: Draw) -> str:
    """A question of any subject that has one answer."""
    return (mathematics, science, logic, code, data)[d.below(5)](d)
