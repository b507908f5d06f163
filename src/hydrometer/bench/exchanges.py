"""The columns of `exchanges`, a chunk of rows at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from hydrometer.bench import lengths
from hydrometer.bench.clients import VERSION_DAYS, VERSIONS
from hydrometer.bench.dispatch import Exits
from hydrometer.bench.draft import Draft
from hydrometer.bench.identifiers import mix, unit, written
from hydrometer.bench.identity import API, CONSOLE, PATHWAYS
from hydrometer.bench.ledger import Array, Flags, Floats, Ints
from hydrometer.bench.lineup import MODELS
from hydrometer.bench.rhythm import DAY_US, Timeline
from hydrometer.bench.texts import Texts
from hydrometer.bench.wording import VOICES
from hydrometer.model import EXCHANGES

_TURNS = np.array([mode == "turns" for _, mode in VOICES])
_FAILURES = np.array([429, 529, 500, 400])
_STOPS = ("end_turn", "max_tokens", "tool_use")


@dataclass(frozen=True)
class Chunk:
    """Rows of the timeline with their accounts; ``n`` long arrays."""

    line: Timeline
    account: Ints

    def work(self, draft: Draft, name: str) -> Array:
        """A field of each row's workload."""
        return np.asarray(draft.work[name][self.line.workload])

    def holder(self, draft: Draft, name: str) -> Array:
        """A field of each row's account."""
        return np.asarray(draft.accounts[name][self.account])


class Columns:
    """Makes the columns of one world; the seed also separates its identifiers from others'."""

    def __init__(self, draft: Draft, seed: int, text: bool) -> None:
        self._draft, self._salt, self._seed = draft, 1000 * (seed + 1), seed
        self._exits = Exits(draft)
        self._addresses = pa.array(draft.addresses.texts(), pa.string())
        self._agents = pa.array(draft.clients.agents(), pa.string())
        self._stacks = pa.array(draft.clients.stacks(), pa.string())
        self._texts = Texts(draft) if text else None
        self._account_ids = account_ids(draft, seed)

    def batch(self, chunk: Chunk, number: int) -> pa.Table:
        """The rows of a chunk as a table of `model.EXCHANGES`."""
        rng = np.random.default_rng([self._seed, 3, number])
        columns = self._who(chunk) | self._what(chunk, rng) | self._said(chunk)
        return pa.table({name: columns[name] for name in EXCHANGES.names})

    def exchange_ids(self, chunk: Chunk) -> pa.Array:
        """Opaque, unique, and in no order."""
        return written("req_", mix(chunk.line.sequence, self._salt + 1))

    def _who(self, chunk: Chunk) -> dict[str, pa.Array]:
        draft, line = self._draft, chunk.line
        pathway = chunk.holder(draft, "pathway").astype(np.int64)
        direct = (pathway == API) | (pathway == CONSOLE)
        client, version = self._client(chunk)
        exits = self._exits.of(chunk.account, line.session, line.sent_at)
        return {
            "exchange_id": self.exchange_ids(chunk),
            "account_id": self._account_ids.take(pa.array(chunk.account)),
            "sent_at": pa.array(line.sent_at).cast(pa.timestamp("us")),
            "pathway": _named(PATHWAYS, pathway),
            "end_user_id": self._end_users(chunk),
            "session_id": written(
                "sess_", mix(line.session, self._salt + 2), chunk.work(draft, "logged") == 1
            ),
            "api_key_id": self._keys(chunk, pathway != CONSOLE),
            "client_ip": _picked(self._addresses, exits, direct),
            "user_agent": _coded(self._agents, client * VERSIONS + version, direct),
            "tls_fingerprint": _coded(self._stacks, client, direct),
        }

    def _client(self, chunk: Chunk) -> tuple[Ints, Ints]:
        """Family and version of the client that the provider sees."""
        draft = self._draft
        own, hides = chunk.work(draft, "client"), chunk.holder(draft, "client")
        client = np.where(hides >= 0, hides, own).astype(np.int64)
        own_lag, lag_of_relay = chunk.work(draft, "lag_days"), chunk.holder(draft, "lag_days")
        lag = np.where(hides >= 0, lag_of_relay, own_lag)
        age = (chunk.line.sent_at - draft.start) / DAY_US + 33 - lag
        return client, np.floor(age / VERSION_DAYS).clip(0, VERSIONS - 1).astype(np.int64)

    def _end_users(self, chunk: Chunk) -> pa.Array:
        """A few end users of a product come often, most seldom."""
        known = chunk.work(self._draft, "end_users").astype(np.int64)
        user = np.floor(unit(chunk.line.session, 105) ** 3 * known).astype(np.uint64)
        key = mix(mix(chunk.line.workload, self._salt + 3) + user, self._salt + 4)
        return written("user_", key, known > 0)

    def _keys(self, chunk: Chunk, present: Flags) -> pa.Array:
        which = np.floor(unit(chunk.line.workload, 106) * chunk.holder(self._draft, "keys"))
        spot = chunk.account.astype(np.uint64) * np.uint64(64) + which.astype(np.uint64)
        return written("key_", mix(spot, self._salt + 5), present)

    def _what(self, chunk: Chunk, rng: np.random.Generator) -> dict[str, pa.Array]:
        draft, line, n = self._draft, chunk.line, chunk.account.size
        thinks = unit(line.session, 107) < chunk.work(draft, "reasoning")
        failed = self._failed(chunk, line.sequence)
        tools = chunk.work(draft, "tools").astype(np.int64)
        calls = np.where(
            rng.random(n) < chunk.work(draft, "tool_calls"), 1 + (rng.random(n) < 0.15), 0
        )
        calls *= (tools > 0) & ~failed
        looks = rng.random(n) < chunk.work(draft, "images")
        turns = _TURNS[chunk.work(draft, "voice")]
        tokens = self._tokens(chunk, turns, thinks, failed, rng)
        status = np.where(failed, rng.choice(_FAILURES, n, p=[0.6, 0.2, 0.1, 0.1]), 200)
        return tokens | {
            "model": _named(MODELS, self._model(chunk)),
            "temperature": pa.array(
                chunk.work(draft, "temperature").astype(float), from_pandas=True
            ),
            "turn_count": pa.array(np.where(turns, 2 * line.position.astype(np.int64) + 1, 1)),
            "tool_count": pa.array(tools),
            "tool_call_count": pa.array(calls),
            "image_count": pa.array(np.where(looks, 1 + (rng.random(n) < 0.2), 0)),
            "reasoning": pa.array(thinks),
            "streamed": pa.array(unit(line.session, 108) < chunk.work(draft, "streamed")),
            "batched": pa.array(unit(line.session, 109) < chunk.work(draft, "batched")),
            "reasoning_key": self._block(line.sequence, thinks & ~failed),
            "replayed_reasoning_key": self._block(
                line.sequence - 1, self._replays(chunk, thinks & turns)
            ),
            "status": pa.array(status),
            "stop_reason": self._stop(tokens["output_tokens"], chunk, calls, failed),
        }

    def _failed(self, chunk: Chunk, sequence: Ints) -> Flags:
        return unit(sequence, 110) < chunk.work(self._draft, "errors")

    def _block(self, sequence: Ints, present: Flags) -> pa.Array:
        return written("", mix(sequence, self._salt + 6), present)

    def _replays(self, chunk: Chunk, thinks: Flags) -> Flags:
        """Later turns of a conversation carry the reasoning block of the turn before."""
        before = chunk.line.sequence - 1
        kept = unit(chunk.line.session, 111) < 0.85
        return thinks & kept & (chunk.line.position > 0) & ~self._failed(chunk, before)

    def _model(self, chunk: Chunk) -> Ints:
        draft = self._draft
        waited = chunk.line.sent_at - chunk.work(draft, "adopts_at")
        moved = (waited / chunk.work(draft, "ramp")).clip(0, 1) * chunk.work(draft, "adopts")
        goes = (waited >= 0) & (unit(chunk.line.session, 112) < moved)
        target = chunk.work(draft, "next")
        return np.where(goes & (target >= 0), target, chunk.work(draft, "base")).astype(np.int64)

    def _tokens(
        self, chunk: Chunk, turns: Flags, thinks: Flags, failed: Flags, rng: np.random.Generator
    ) -> dict[str, pa.Array]:
        """Conversations grow; a part of what came before is read from a cache."""
        draft, n = self._draft, chunk.account.size
        position = np.where(turns, chunk.line.position, 0).clip(0, 60)
        first = _drawn(chunk.work(draft, "input_mu"), chunk.work(draft, "input_sd"), rng)
        asked = (first * (1 + 0.3 * position)).clip(3, 190_000).astype(np.int64)
        kept = chunk.work(draft, "caching") * position / (position + 1.0)
        limit = chunk.work(draft, "max_tokens").astype(np.int64)
        written_out = _drawn(chunk.work(draft, "output_mu"), chunk.work(draft, "output_sd"), rng)
        out = np.minimum(written_out.clip(1, 32_000), np.where(limit > 0, limit, 32_000))
        thought = rng.lognormal(lengths.REASONING_MU, lengths.REASONING_SD, n) * thinks
        answered = np.where(failed, 0, out).astype(np.int64)
        reasoned = np.where(failed, 0, thought).astype(np.int64)
        took = 250 + rng.lognormal(5.5, 0.6, n) + (answered + reasoned) * rng.uniform(9, 16, n)
        return {
            "input_tokens": pa.array(asked),
            "output_tokens": pa.array(answered),
            "reasoning_tokens": pa.array(reasoned),
            "cached_tokens": pa.array((asked * kept).astype(np.int64)),
            "max_tokens": pa.array(limit, mask=limit == 0),
            "latency_ms": pa.array(took.astype(np.int64)),
        }

    def _stop(self, output: pa.Array, chunk: Chunk, calls: Ints, failed: Flags) -> pa.Array:
        limit = chunk.work(self._draft, "max_tokens")
        full = (limit > 0) & (output.to_numpy() >= limit)
        return _named(_STOPS, np.where(calls > 0, 2, full.astype(np.int64)), ~failed)

    def _said(self, chunk: Chunk) -> dict[str, pa.Array]:
        if self._texts is None:
            nothing = pa.nulls(chunk.account.size, pa.string())
            return {"system_prompt": nothing, "prompt": nothing, "response": nothing}
        answered = ~self._failed(chunk, chunk.line.sequence)
        return self._texts.of(chunk.line, answered, self._seed)


def account_ids(draft: Draft, seed: int) -> pa.Array:
    """The ids of all accounts, in the order of their making."""
    return written("acct_", mix(np.arange(draft.accounts.rows), 1000 * (seed + 1)))


def _drawn(mu: Array, sd: Array, rng: np.random.Generator) -> Floats:
    return np.exp(mu + sd * rng.standard_normal(mu.size))


def _coded(values: pa.Array, numbers: Ints, present: Flags | None = None) -> pa.Array:
    mask = None if present is None else ~present
    codes = pa.array(numbers.astype(np.int32), mask=mask)
    return pa.DictionaryArray.from_arrays(codes, values).cast(pa.string())


def _named(names: tuple[str, ...], numbers: Ints, present: Flags | None = None) -> pa.Array:
    return _coded(pa.array(names, pa.string()), numbers, present)


def _picked(values: pa.Array, numbers: Ints, present: Flags) -> pa.Array:
    return values.take(pa.array(numbers, mask=~present))
