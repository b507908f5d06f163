"""The plain way, for comparison of cost: pandas for the accounts, networkx for what they share.

It answers much less than `detect`: who shares values with whom, and figures by account.  No null,
no streams, no judgement.  `bench.speed` runs it in a process of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

import networkx as nx
import pandas as pd

SEEN = ("client_ip", "session_id")
DECLARED = ("payment_key", "device_key", "phone_key", "email_domain", "signup_ip")
_HUB = 50
"""Accounts above which a value says nothing."""
_FEATURES = {
    "exchanges": ("exchange_id", "count"),
    "addresses": ("client_ip", "nunique"),
    "clients": ("user_agent", "nunique"),
    "sessions": ("session_id", "nunique"),
    "models": ("model", "nunique"),
    "asked": ("input_tokens", "sum"),
    "answered": ("output_tokens", "sum"),
    "hours": ("hour", "nunique"),
    "first": ("sent_at", "min"),
    "last": ("sent_at", "max"),
}


def groups(exchanges: Path, accounts: Path) -> pd.DataFrame:
    """Accounts in communities of shared values, with figures of their own."""
    log = pd.read_parquet(exchanges)
    log["hour"] = log["sent_at"].dt.hour
    features = log.groupby("account_id").agg(**_FEATURES)
    people = pd.read_parquet(accounts)
    held = [log[["account_id", name]].drop_duplicates() for name in SEEN]
    held += [people[["account_id", name]] for name in DECLARED]
    graph = nx.Graph()
    for pairs in held:
        name = pairs.columns[1]
        known = pairs.dropna()
        holders = known.groupby(name)["account_id"].transform("count")
        shared = known[(holders > 1) & (holders <= _HUB)]
        values = name + "=" + shared[name].astype(str)
        graph.add_edges_from(zip(shared["account_id"], values, strict=True))
    community = {
        node: number
        for number, nodes in enumerate(nx.community.louvain_communities(graph, seed=1))
        for node in nodes
    }
    features["community"] = features.index.map(community)
    return features.dropna(subset="community")


if __name__ == "__main__":
    groups(Path(sys.argv[1]), Path(sys.argv[2])).to_parquet(sys.argv[3])
