"""The SQL of the stages, written in DuckDB's dialect, for Spark.

sqlglot does the translation; what it leaves wrong, or drops without a word, is put right here or
refused.  A SELECT that cannot be translated faithfully raises `ValueError`: better than an answer
that differs by engine.

Keys differ between the engines (`hash` becomes `xxhash64`), so only their equality means anything.
Spark has no unsigned integers: a key is the same 64 bits read as signed.  Spark's lists leave nulls
out.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlglot
from sqlglot import exp

# Functions that sqlglot does not know and passes on by name, under the name that Spark gives them.
_NAMES = {
    "hash": "xxhash64",
    "bit_count": "bit_count",
    "strlen": "octet_length",
    "printf": "printf",
    "isnan": "isnan",
}
_UNSIGNED = {
    exp.DataType.Type.UBIGINT: "bigint",
    exp.DataType.Type.UINT: "bigint",
    exp.DataType.Type.USMALLINT: "int",
    exp.DataType.Type.UTINYINT: "smallint",
}


def to_spark(sql: str) -> str:
    """One statement of DuckDB's dialect in Spark's.

    Raises `ValueError` for a construct that has no faithful translation.
    """
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
        # From the leaves up, so that what a change takes over has been translated already.
        for node in reversed(list(tree.walk())):
            change = _CHANGES.get(type(node))
            if change is not None:
                node.replace(change(node))
        return tree.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    except sqlglot.errors.SqlglotError as error:
        first = str(error).partition("\n")[0]
        raise ValueError(f"cannot be translated for Spark: {first}") from error


def _named(node: exp.Expr) -> exp.Expr:
    name = node.name.lower()
    if name == "epoch_us":
        return exp.func("unix_micros", _instant(node.expressions[0]))
    if name not in _NAMES:
        raise ValueError(f"cannot be translated for Spark: the function {name}")
    return exp.func(_NAMES[name], *node.expressions)


def _instant(moment: exp.Expr) -> exp.Expr:
    """Spark counts from 1970 only for times that have a zone; the session's is UTC."""
    return exp.Cast(this=moment, to=exp.DataType.build("timestamptz"))


def _seconds(node: exp.Expr) -> exp.Expr:
    # `unix_timestamp` would drop the fraction.
    micros = exp.func("unix_micros", _instant(node.this))
    return exp.Paren(this=exp.Div(this=micros, expression=exp.Literal.number("1e6")))


def _millis(node: exp.Expr) -> exp.Expr:
    # sqlglot takes DuckDB's `epoch_ms` for its inverse.  The scale tells the inverses apart.
    if str(node.args.get("scale")) != "3":
        raise ValueError("cannot be translated for Spark: a time made from a number")
    return exp.func("unix_millis", _instant(node.this))


def _unsigned_shift(node: exp.Expr) -> exp.Expr:
    return exp.func("shiftrightunsigned", node.this, node.expression)


def _signed(node: exp.Expr) -> exp.Expr:
    kind = _UNSIGNED.get(node.this)
    return exp.DataType.build(kind) if kind else node


def _percentile(node: exp.Expr) -> exp.Expr:
    return exp.func("percentile", node.this, node.expression)


def _ordered_list(node: exp.Expr) -> exp.Expr:
    """Spark's lists have no order, so the keys go along, are sorted by, and are dropped."""
    ordered = node.this
    if not isinstance(ordered, exp.Order):
        return node
    directions = {bool(key.args.get("desc")) for key in ordered.expressions}
    if len(directions) > 1:
        raise ValueError("cannot be translated for Spark: a list ordered both ways")
    keys = [key.this.copy() for key in ordered.expressions]
    named = [exp.PropertyEQ(this=exp.to_identifier(f"k{i}"), expression=k)
             for i, k in enumerate(keys)]  # fmt: skip
    value = exp.PropertyEQ(this=exp.to_identifier("value"), expression=ordered.this.copy())
    rows = exp.ArrayAgg(this=exp.Struct(expressions=[*named, value]))
    ascending = exp.Boolean(this=not directions.pop())
    row = exp.to_identifier("row_")
    kept = exp.Dot(this=row.copy(), expression=exp.to_identifier("value"))
    return exp.Transform(
        this=exp.func("sort_array", rows, ascending),
        expression=exp.Lambda(this=kept, expressions=[row]),
    )


def _first(node: exp.Expr) -> exp.Expr:
    """`first(x order by k)`: without an order it would be whichever row came first."""
    ordered = node.this
    if not isinstance(ordered, exp.Order) or len(ordered.expressions) != 1:
        raise ValueError("cannot be translated for Spark: first without one key to order by")
    key = ordered.expressions[0]
    kind = exp.ArgMax if key.args.get("desc") else exp.ArgMin
    return kind(this=ordered.this, expression=key.this)


def _full_match(node: exp.Expr) -> exp.Expr:
    pattern = node.expression
    if not isinstance(pattern, exp.Literal) or node.args.get("options"):
        raise ValueError("cannot be translated for Spark: a full match of a computed pattern")
    whole = exp.Literal.string(f"^(?:{pattern.name})$")
    return exp.RegexpLike(this=node.this, expression=whole)


def _logarithm(node: exp.Expr) -> exp.Expr:
    # With one argument DuckDB means base 10 and Spark base e.
    if node.expression is not None:
        return node
    return exp.Log(this=exp.Literal.number(10), expression=node.this)


def _weekday(node: exp.Expr) -> exp.Expr:
    # Sunday is 0 in DuckDB and 1 in Spark.
    counted = exp.Anonymous(this="weekday", expressions=[node.this])
    return exp.Paren(
        this=exp.Mod(
            this=exp.Paren(this=exp.Add(this=counted, expression=exp.Literal.number(1))),
            expression=exp.Literal.number(7),
        )
    )


_CHANGES: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.Anonymous: _named,
    exp.ArrayAgg: _ordered_list,
    exp.BitwiseRightShift: _unsigned_shift,
    exp.DataType: _signed,
    exp.DayOfWeek: _weekday,
    exp.First: _first,
    exp.Log: _logarithm,
    exp.PercentileCont: _percentile,
    exp.RegexpFullMatch: _full_match,
    exp.TimeToUnix: _seconds,
    exp.UnixToTime: _millis,
}
