"""The nouns, and the columns of every table that stages exchange.

A stage is a function on tables.  What a table holds is declared here once; readers, writers,
tests and the reference documentation take it from here.  Times are UTC with microseconds.
Bits are log2 of a likelihood ratio or of an e-value, and add.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

MOMENT = pa.timestamp("us")


class InputError(Exception):
    """The call or the input cannot be used; the text says what and where in one line."""


class Family(enum.StrEnum):
    """Kinds of evidence that are taken to be independent of each other."""

    NETWORK = "network"
    CLIENT = "client"
    IDENTITY = "identity"
    PAYMENT = "payment"
    TIME = "time"
    CONTENT = "content"
    BEHAVIOUR = "behaviour"


CAPABILITIES = (
    "reasoning",
    "grading",
    "censorship_safe_rewriting",
    "agentic_reasoning",
    "tool_use",
    "coding",
    "data_analysis",
    "computer_use",
    "vision",
    "orchestration",
    "instruction_following",
    "other",
)
"""What an exchange, or a campaign, is after."""

ELICITATIONS = ("reasoning", "grading", "censorship_safe_rewriting", "trajectory")
"""Requests for training material rather than for an answer, as phrases tell them."""

LIKENESSES = ("like_material", "much_like_material")
"""Requests of which no phrase says so, and that are worded like those."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its Arrow type and its meaning in a sentence."""

    name: str
    type: pa.DataType
    about: str = ""
    required: bool = False


@dataclass(frozen=True)
class Table:
    """A named list of columns.  Tables are plural nouns."""

    name: str
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema, in the declared order."""
        return pa.schema([pa.field(c.name, c.type) for c in self.columns])

    @property
    def names(self) -> tuple[str, ...]:
        """Column names, in the declared order."""
        return tuple(c.name for c in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that an input must have."""
        return tuple(c.name for c in self.columns if c.required)

    def empty(self) -> pa.Table:
        """An Arrow table with this schema and no rows."""
        return self.schema.empty_table()


PIVOT = pa.struct([("model", pa.string()), ("share", pa.float64()), ("hours", pa.float64())])
"""A move to a new model: the share that moved, and hours from its launch until half of it had."""


def _columns(text: str) -> tuple[Column, ...]:
    """Read ``name type [!] meaning`` lines; ``!`` marks a required column."""
    types: dict[str, pa.DataType] = {
        "varchar": pa.string(),
        "bigint": pa.int64(),
        "double": pa.float64(),
        "boolean": pa.bool_(),
        "timestamp": MOMENT,
        "key": pa.uint64(),
        "varchars": pa.list_(pa.string()),
        "targets": pa.list_(pa.struct([("capability", pa.string()), ("share", pa.float64())])),
        "pivot": PIVOT,
    }
    columns = []
    for line in text.strip().splitlines():
        name, kind, *about = line.split(maxsplit=2)
        meaning = about[0] if about else ""
        columns.append(Column(name, types[kind], meaning.lstrip("! "), meaning.startswith("!")))
    return tuple(columns)


EXCHANGES = Table(
    "exchanges",
    _columns("""
exchange_id varchar ! unique
account_id varchar ! the party that the provider can act on
sent_at timestamp ! when the request arrived
model varchar ! model asked for
pathway varchar how it came: api, bedrock, vertex, azure, console
end_user_id varchar opaque end-user id that the customer passed
session_id varchar conversation or trace id
api_key_id varchar
client_ip varchar IPv4 or IPv6
user_agent varchar
tls_fingerprint varchar JA4
system_prompt varchar
prompt varchar text of the last user turn
response varchar text of the answer
input_tokens bigint
output_tokens bigint
reasoning_tokens bigint
cached_tokens bigint
max_tokens bigint
temperature double
turn_count bigint messages in the request
tool_count bigint tools declared in the request
tool_call_count bigint tool calls in the answer
image_count bigint
reasoning boolean extended reasoning asked for
streamed boolean
batched boolean
reasoning_key varchar keyed hash of the signature of the reasoning block in the answer
replayed_reasoning_key varchar the same, of a block that the request carries from an earlier answer
status bigint HTTP status
stop_reason varchar
latency_ms bigint
"""),
)

ACCOUNTS = Table(
    "accounts",
    _columns("""
account_id varchar ! the party that the provider can act on
created_at timestamp
kind varchar individual, team, enterprise, education, research, startup, reseller
organization_id varchar
organization_verified boolean
email_domain varchar
email_key varchar keyed hash
phone_key varchar keyed hash
payment_key varchar keyed hash
payment_kind varchar card, prepaid, invoice, crypto, credits
device_key varchar keyed hash
signup_ip varchar
country varchar never evidence; only a stratum for what is usual
referrer varchar
"""),
)

RELEASES = Table(
    "releases", _columns("model varchar ! model name\nreleased_at timestamp ! when it was launched")
)

TRUTH_ACCOUNTS = Table(
    "truth_accounts",
    _columns("""
account_id varchar !
campaign_id varchar null for honest
population varchar free text
"""),
)

TRUTH_EXCHANGES = Table("truth_exchanges", _columns("exchange_id varchar !\ncampaign_id varchar !"))

OBSERVATIONS = Table(
    "observations",
    _columns("""
exchange_id varchar unique
account_key key hash of account_id
sent_at timestamp when the request arrived
model varchar model asked for
pathway varchar how it came
end_user_key key hash of the end-user id
session_key key hash of the session id
address_key key hash of the exit address (IPv6 as its /64)
subnet_key key hash of the /24 or /48
client_key key hash of user agent and TLS fingerprint as one value
settings_key key hash of the request settings as one value
system_key key hash of the masked system prompt
opening_key key hash of the masked first words of the prompt
closing_key key hash of the masked last words of the prompt
scaffold_key key the more widely shared of opening and closing; null where neither recurs
input_key key hash of the whole normalised prompt
elicits varchar which training material the wording asks for or is like, null if none
capability varchar what the exchange is after
input_tokens bigint
output_tokens bigint
reasoning_tokens bigint
cached_tokens bigint
max_tokens bigint
temperature double
turn_count bigint
tool_count bigint
tool_call_count bigint
image_count bigint
reasoning boolean
streamed boolean
batched boolean
reasoning_key key
replayed_reasoning_key key
status bigint
"""),
)
"""An exchange with its text reduced to signatures: from here on there is no text."""

HOLDINGS = Table(
    "holdings",
    _columns("""
account_key key
party bigint number of the party that the account counts as
family varchar one of Family
kind varchar what was held: address, subnet, client, payment, signup_hour, scaffold, ...
value_key key hash of the value
"""),
)
"""The evidence table: which account showed which value; rows may repeat."""

CAMPAIGNS = Table(
    "campaigns",
    _columns("""
campaign_id varchar stable: the same campaign found again on grown data keeps it
first_seen timestamp
last_seen timestamp
account_count bigint
exchange_count bigint judged extraction
weight_bits double evidence, log2
q_value double false discovery rate at which it is reported
targets targets capability mix of the extraction exchanges
tactics varchars
summary varchar one paragraph for a person
ceiling varchar the most that this kind of evidence may lead to: verify, throttle, block
launch_pivot pivot the move to a newly launched model, with hours until half of the share had moved
"""),
)

MEMBERS = Table(
    "members",
    _columns("""
campaign_id varchar
account_id varchar
weight_bits double what binds the account to the campaign
extraction_share double share of the account's exchanges that belong to the campaign
first_seen timestamp
last_seen timestamp
"""),
)

ATTRIBUTIONS = Table(
    "attributions",
    _columns("""
exchange_id varchar
campaign_id varchar
certainty double probability, under the decomposition's model, that the exchange is extraction
"""),
)

EVIDENCE = Table(
    "evidence",
    _columns("""
campaign_id varchar
account_id varchar null: about the campaign
signal varchar
weight_bits double
observed double
expected double
says varchar a sentence with the facts
exchange_ids varchars a few examples
family varchar
p_value double conformal, against matched honest groups; null where the bits are a scan's
reference_count bigint how many matched honest groups it was compared with
"""),
)

GROUPS = Table(
    "groups",
    _columns("""
group_id varchar
account_id varchar
weight_bits double what the group shares beyond chance, less the cost of searching
families varchars
"""),
)

REJECTS = Table("rejects", _columns("source varchar\nline bigint\nreason varchar"))

TIMELINES = Table(
    "timelines",
    _columns("""
campaign_id varchar
hour timestamp
campaign_exchanges bigint exchanges of the campaign in that hour
comparable_share double what the same number of comparable exchanges would do in that hour
"""),
)
"""For the report: the campaign's traffic by hour beside all other, scaled to the same total."""

REFERENCES = Table(
    "references",
    _columns("""
campaign_id varchar
signal varchar
value double the statistic of one matched honest group
"""),
)
"""For the report: what each signal gave on the matched honest groups."""

ALTERNATIVES = Table(
    "alternatives",
    _columns("""
campaign_id varchar
explanation varchar the honest explanation that was tried
verdict varchar ruled_out, possible, not_testable
says varchar a sentence with the facts
"""),
)

TABLES_OUT = (
    CAMPAIGNS,
    MEMBERS,
    ATTRIBUTIONS,
    EVIDENCE,
    GROUPS,
    REJECTS,
    TIMELINES,
    REFERENCES,
    ALTERNATIVES,
)


@dataclass(frozen=True)
class Signal:
    """A question asked of a group of accounts and a stream of their exchanges.

    ``sql`` is one SELECT in DuckDB's dialect over the tables ``panel_exchanges``, ``visits``,
    ``panels``, ``launches`` and ``usual_elicits``, giving one row a panel: ``panel``,
    ``statistic`` (larger is more like extraction), ``measure`` (the number to show a person,
    monotone in the statistic), and any facts that ``says`` names.
    A panel of which it cannot be asked gets no row.  The same SELECT is asked of the judged panels
    and of matched honest ones; the conformal p-value is the rank of the one among the others.

    ``key`` is which of the two keys it turns: ``extraction`` (what is taken), or ``dispatch`` (how
    the traffic is run, which honest relays and batch jobs share).  Signals of one ``aspect`` see
    one thing from several sides, and count only as far as all of them see it; ``weight`` is how
    much the aspect counts beside others.  A signal is ranked beside honest panels of about the
    same size, unless it is about size itself and not ``matched``.  What people of one house have
    in common whoever they are is not ``of_firms``, and counts only for pools that are larger than a
    firm.  A signal is asked of a sample of the stream, or where it ``asks`` about the day after a
    launch, of all that is sent on it.
    ``needs`` are the columns of ``exchanges`` of which it needs at least one.  ``says`` may name
    ``measure``, ``usual`` (its median over the matched honest panels) and the facts.
    """

    name: str
    family: Family
    key: Literal["extraction", "dispatch"]
    aspect: str
    needs: tuple[str, ...]
    sql: str
    says: str
    weight: float = 1.0
    matched: bool = True
    of_firms: bool = True
    asks: Literal["", "launch"] = ""
