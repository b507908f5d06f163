"""How well a run found what is true of a world.

Honest accounts harmed come first, by kind of customer: an account is harmed if the run makes it a
member of any campaign and the truth says that it is honest.  Campaigns of the truth and of the run
are then matched one to one, so that the matched pairs share as many exchanges as possible; accounts
in common decide where exchanges do not.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hydrometer.bench.matching import one_to_one
from hydrometer.bench.targets import distances, pivots
from hydrometer.model import InputError
from hydrometer.store.duckdb import DuckStore
from hydrometer.store.protocol import Store, quoted

Figures = dict[str, Any]

_TRUTH = {
    "truth_accounts": ("account_id", "campaign_id", "population"),
    "truth_exchanges": ("exchange_id", "campaign_id"),
}
_RUN = {
    "campaigns": ("campaign_id",),
    "members": ("campaign_id", "account_id"),
    "attributions": ("exchange_id", "campaign_id"),
}
_TRUE = {
    "members_true": """
        select campaign_id, account_id from truth_accounts where campaign_id is not null""",
    "true_campaigns": """
        select campaign_id from members_true union select campaign_id from truth_exchanges""",
}


def evaluate(truth: Path, run: Path) -> Figures:
    """Precision and recall of campaigns, accounts and exchanges, and harm; ready for JSON.

    ``truth`` is a folder that `simulate` wrote, ``run`` one that `detect` wrote.  A figure is None
    where there is nothing to divide by, or nothing to compare with.  Raises InputError, naming file
    and column, if something that is needed is missing.
    """
    with tempfile.TemporaryDirectory() as folder, DuckStore(workdir=Path(folder)) as store:
        _read(store, truth, _TRUTH)
        _read(store, run, _RUN)
        for name, sql in _TRUE.items():
            store.view(name, sql)
        pairs = _matches(store)
        files = truth / "truth_campaigns.parquet", run / "campaigns.parquet"
        targets, moves = distances(*files, pairs), pivots(*files, pairs)
        return {
            "honest_accounts_harmed": _harm(store),
            "campaigns": _campaigns(store, pairs),
            "accounts": _sets(store, "members", "members_true", "account_id"),
            "exchanges": _sets(store, "attributions", "truth_exchanges", "exchange_id"),
            "matched": [
                _matched(store, *pair)
                | {"targets_distance": targets.get(pair), "launch_pivot": moves[pair]}
                for pair in pairs
            ],
            "missed": _unmatched(store, "true_campaigns", [true for true, _ in pairs]),
            "invented": _unmatched(store, "campaigns", [found for _, found in pairs]),
            "extraction_by_population": _extraction(store),
        }


def _read(store: Store, folder: Path, tables: dict[str, tuple[str, ...]]) -> None:
    for name, columns in tables.items():
        path = folder / f"{name}.parquet"
        if not path.is_file():
            raise InputError(f"evaluate: {path} is missing")
        store.view(f"{name}_file", f"select * from read_parquet({quoted(path)})")
        present = store.fetch(f"select * from {name}_file limit 0").column_names
        lacking = [column for column in columns if column not in present]
        if lacking:
            raise InputError(f"evaluate: {path} has no column {', '.join(lacking)}")
        store.create(name, f"select distinct {', '.join(columns)} from {name}_file")


def _rows(store: Store, sql: str) -> list[Figures]:
    rows: list[Figures] = store.fetch(sql).to_pylist()
    return rows


def _number(store: Store, sql: str) -> int:
    return int(store.fetch(sql).column(0)[0].as_py())


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _scores(found: int, true: int, both: int) -> Figures:
    """Counts of what was found, what is true and both; precision and recall."""
    return {
        "found": found,
        "true": true,
        "both": both,
        "precision": _ratio(both, found),
        "recall": _ratio(both, true),
    }


def _harm(store: Store) -> Figures:
    """Honest accounts that are members of a campaign of the run, by population."""
    rows = _rows(
        store,
        """
        with kinds as (
            select account_id, any_value(population) as population, max(campaign_id) as campaign_id
            from truth_accounts group by account_id
        ), named as (select distinct account_id from members)
        select coalesce(population, 'unknown') as population, count(*) as accounts,
            count(named.account_id) as harmed
        from kinds left join named using (account_id)
        where campaign_id is null group by all order by harmed desc, population""",
    )
    accounts, harmed = (sum(row[name] for row in rows) for name in ("accounts", "harmed"))
    by_kind = {
        row.pop("population"): row | {"share": row["harmed"] / row["accounts"]} for row in rows
    }
    strangers = _number(
        store,
        "select count(distinct account_id) from members"
        " where account_id not in (select account_id from truth_accounts)",
    )
    return {
        "accounts": accounts,
        "harmed": harmed,
        "share": _ratio(harmed, accounts),
        "by_population": by_kind,
        "not_in_truth": strangers,
    }


def _matches(store: Store) -> list[tuple[str, str]]:
    """(campaign of the truth, campaign of the run), one to one, by what they share."""
    rows = _rows(store, f"{_OVERLAP} order by true_id, found_id")
    return one_to_one(
        [(r["true_id"], r["found_id"], (r["exchanges"], r["accounts"])) for r in rows]
    )


_OVERLAP = """
with shared as (
    select t.campaign_id as true_id, f.campaign_id as found_id, 1 as exchange, 0 as account
    from truth_exchanges t join attributions f using (exchange_id)
    union all
    select t.campaign_id, f.campaign_id, 0, 1 from members_true t join members f using (account_id)
)
select true_id, found_id, sum(exchange)::bigint as exchanges, sum(account)::bigint as accounts
from shared where found_id in (select campaign_id from campaigns) group by all"""


def _campaigns(store: Store, pairs: list[tuple[str, str]]) -> Figures:
    found = _number(store, "select count(*) from campaigns")
    return _scores(found, _number(store, "select count(*) from true_campaigns"), len(pairs))


def _sets(
    store: Store, found: str, true: str, key: str, chosen: tuple[str, str] | None = None
) -> Figures:
    """How two sets of ids agree: of all campaigns, or of one matched pair."""
    names = chosen or ("", "")
    wheres = [f"where campaign_id = {quoted(name)}" if name else "" for name in names]
    row = _rows(
        store,
        f"""
        with t as (select distinct {key} from {true} {wheres[0]}),
            f as (select distinct {key} from {found} {wheres[1]})
        select (select count(*) from f) as f, (select count(*) from t) as t,
            (select count(*) from t join f using ({key})) as b""",
    )[0]
    return _scores(row["f"], row["t"], row["b"])


def _matched(store: Store, true: str, found: str) -> Figures:
    """One pair: its accounts and exchanges, and its purity.

    Purity is the share of the found members that belong to the matched campaign of the truth, among
    those that belong to any: 1 where campaigns are not mixed up with each other.
    """
    mine = _sets(store, "members", "members_true", "account_id", (true, found))
    guilty = _number(
        store,
        f"select count(distinct account_id) from members join members_true using (account_id)"
        f" where members.campaign_id = {quoted(found)}",
    )
    return {
        "truth": true,
        "found": found,
        "purity": _ratio(mine["both"], guilty),
        "accounts": mine,
        "exchanges": _sets(store, "attributions", "truth_exchanges", "exchange_id", (true, found)),
    }


def _unmatched(store: Store, table: str, matched: list[str]) -> list[str]:
    rows = _rows(store, f"select campaign_id from {table} order by campaign_id")
    return [row["campaign_id"] for row in rows if row["campaign_id"] not in matched]


def _extraction(store: Store) -> Figures:
    """Accounts of operators, and how many of them the run found, by population."""
    rows = _rows(
        store,
        """
        with named as (select distinct account_id from members), kinds as (
            select account_id, any_value(population) as population,
                bool_or(campaign_id is not null) as extracts
            from truth_accounts group by account_id
        )
        select coalesce(population, 'unknown') as population, count(*) as accounts,
            count(named.account_id) as found
        from kinds left join named using (account_id)
        where extracts group by all order by population""",
    )
    return {row.pop("population"): row | {"share": row["found"] / row["accounts"]} for row in rows}
