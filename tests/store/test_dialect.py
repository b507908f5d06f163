"""Golden translations.  One that changes with sqlglot has to be looked at by somebody."""

import pytest

from hydrometer.store.dialect import to_spark

GOLDEN = {
    "select a, count(*) as n, count(distinct b) as d from t group by a having count(*) >= 5":
        "SELECT a, COUNT(*) AS n, COUNT(DISTINCT b) AS d FROM t GROUP BY a HAVING COUNT(*) >= 5",
    "select count(*) filter (where a > 1) as n from t":
        "SELECT COUNT(*) FILTER(WHERE a > 1) AS n FROM t",
    "select row_number() over (partition by a order by b desc) as r from t":
        "SELECT ROW_NUMBER() OVER (PARTITION BY a ORDER BY b DESC) AS r FROM t",
    "select a from t qualify row_number() over (partition by a order by b) = 1":
        "SELECT a FROM (SELECT a, ROW_NUMBER() OVER (PARTITION BY a ORDER BY b NULLS LAST) AS _w "
        "FROM t) AS _t WHERE _w = 1",
    "select list(a) as l from t":
        "SELECT COLLECT_LIST(a) AS l FROM t",
    "select array_agg(distinct a) as l from t":
        "SELECT COLLECT_LIST(DISTINCT a) AS l FROM t",
    "select list(a order by b desc) as l from t":
        "SELECT TRANSFORM(SORT_ARRAY(COLLECT_LIST(STRUCT(b AS k0, a AS value)), FALSE), "
        "row_ -> row_.value) AS l FROM t",
    "select list({'capability': c, 'share': s} order by c) as l from t":
        "SELECT TRANSFORM(SORT_ARRAY(COLLECT_LIST(STRUCT(c AS k0, STRUCT(c AS capability, "
        "s AS share) AS value))), row_ -> row_.value) AS l FROM t",
    "select struct_pack(a := x, b := y) as s from t":
        "SELECT STRUCT(x AS a, y AS b) AS s FROM t",
    "select first(a order by b) as f, first(a order by b desc) as g from t":
        "SELECT MIN_BY(a, b) AS f, MAX_BY(a, b) AS g FROM t",
    "select arg_max(a, b) as m, any_value(a) as v, median(a) as d from t":
        "SELECT MAX_BY(a, b) AS m, ANY_VALUE(a) IGNORE NULLS AS v, MEDIAN(a) AS d FROM t",
    "select quantile_cont(a, 0.9) as q from t":
        "SELECT PERCENTILE(a, 0.9) AS q FROM t",
    "select epoch(t) as e, epoch_ms(t) as m, epoch_us(t) as u from x":
        "SELECT (UNIX_MICROS(CAST(t AS TIMESTAMP)) / 1e6) AS e, "
        "UNIX_MILLIS(CAST(t AS TIMESTAMP)) AS m, UNIX_MICROS(CAST(t AS TIMESTAMP)) AS u FROM x",
    "select hour(t) as h, dayofweek(t) as d, date_trunc('hour', t) as s from x":
        "SELECT HOUR(t) AS h, ((WEEKDAY(t) + 1) % 7) AS d, DATE_TRUNC('HOUR', t) AS s FROM x",
    "select t + interval 1 hour as n, date_diff('hour', a, b) as d from x":
        "SELECT t + INTERVAL '1' HOUR AS n, DATEDIFF(HOUR, a, b) AS d FROM x",
    "select hash(a) as k, hash(a, b) >> 8 & 255 as j from t":
        "SELECT XXHASH64(a) AS k, SHIFTRIGHTUNSIGNED(XXHASH64(a, b), 8) & 255 AS j FROM t",
    "select xor(a, b) as x, bit_count(a) as n, a << 2 as s, a | b as o from t":
        "SELECT a ^ b AS x, BIT_COUNT(a) AS n, SHIFTLEFT(a, 2) AS s, a | b AS o FROM t",
    "select null::ubigint as k, a::varchar as s, 1::double as d from t":
        "SELECT CAST(NULL AS BIGINT) AS k, CAST(a AS STRING) AS s, CAST(1 AS DOUBLE) AS d FROM t",
    "select a // 10 as tens, ln(a) as l, log(a) as c, log2(a) as b from t":
        "SELECT a DIV 10 AS tens, LN(a) AS l, LOG(10, a) AS c, LOG(2, a) AS b FROM t",
    "select regexp_extract(a, '(x)', 1) as e, split_part(a, '::', 1) as p from t":
        "SELECT REGEXP_EXTRACT(a, '(x)') AS e, SPLIT_PART(a, '::', 1) AS p FROM t",
    "select a from t where regexp_full_match(a, 'x|y') and not contains(a, ':')":
        "SELECT a FROM t WHERE a RLIKE '^(?:x|y)$' AND NOT CONTAINS(a, ':')",
    "select * exclude (a) from t semi join u using (k) anti join v using (k)":
        "SELECT * EXCEPT (a) FROM t SEMI JOIN u USING (k) ANTI JOIN v USING (k)",
    "select a, unnest(l) as x from t":
        "SELECT a, EXPLODE(l) AS x FROM t",
    "select a from t order by a":
        "SELECT a FROM t ORDER BY a NULLS LAST",
}  # fmt: skip


@pytest.mark.parametrize("sql", GOLDEN)
def test_translation(sql: str) -> None:
    assert to_spark(sql) == GOLDEN[sql]


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("select entropy(a) from t", "the function entropy"),
        ("select list(a order by b, c desc) from t", "a list ordered both ways"),
        ("select first(a) from t", "first without one key"),
        ("select to_timestamp(a) from t", "a time made from a number"),
        ("select regexp_full_match(a, b) from t", "a computed pattern"),
        ("select arg_max(a, b, 3) from t", "not supported"),
        ("select (a from t", "Expecting"),
    ],
)
def test_what_cannot_be_translated_is_refused(sql: str, says: str) -> None:
    with pytest.raises(ValueError, match="cannot be translated for Spark") as caught:
        to_spark(sql)
    assert says in str(caught.value)
