"""Who came from where, with what: the log in one row for each account, exit, client and pathway.

An account has few exits and clients, however many exchanges it sends, so whatever is asked of
accounts is asked of this table and not of the log again.
"""

from __future__ import annotations

from hydrometer.campaigns.observations import CLIENT_KEY
from hydrometer.store.protocol import Store


def find_contacts(store: Store) -> None:
    """Make ``contacts`` from ``exchanges``.

    Columns: ``account_key, account_id, client_ip, client_key, pathway, n, first_at, last_at``.
    """
    # One key of all that tells contacts apart groups faster than four.
    store.create(
        "contacts",
        f"""
        select hash(account_id) as account_key, any_value(account_id) as account_id,
            any_value(client_ip) as client_ip, any_value({CLIENT_KEY}) as client_key,
            any_value(pathway) as pathway,
            count(*) as n, min(sent_at) as first_at, max(sent_at) as last_at
        from exchanges
        group by hash(account_id), hash(client_ip, user_agent, tls_fingerprint, pathway)
        """,
    )
