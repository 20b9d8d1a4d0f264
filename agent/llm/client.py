"""The language model behind one or several OpenAI-compatible servers.

It is stopped if it does not stop by itself, and its reasoning is removed.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from langchain_core.messages import BaseMessage

from agent.errors import ModelUnavailable
from agent.llm.call import UNNAMED, ModelCall
from agent.llm.hidden_reasoning import ReasoningFilter
from agent.llm.loops import LoopGuard
from agent.llm.pool import NOBODY, Asker, Member, ModelPool
from agent.llm.requests import PAUSE
from agent.llm.server_errors import Refused
from agent.reasoner import Notice
from agent.types import Usage, no_usage

CHARACTERS = 16
"""Characters per requested token; a server that sends more ignores the limit."""
LIKELIEST = 20
"""Tokens that are asked for, the most that OpenAI's interface allows."""
NEVER = -20.0
"""Logarithm of the probability of a word that is not among the likeliest."""
_UNSEEN = re.compile(
    r"\x1b\[[0-9;]*[A-Za-z]"  # colours of a terminal
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"  # control characters, carriage returns among them
    r"|[\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"  # direction marks and the like
    r"|[\ud800-\udfff]"  # lone surrogates, which cannot be encoded
)

log = logging.getLogger(__name__)


class Model:
    """A model on one or several servers; raises `ModelUnavailable` if none answers."""

    def __init__(
        self, pool: ModelPool, api_key: str = "", name: str | None = None, *, timeout: float
    ) -> None:
        """`name`: of the model, instead of the listed one; `timeout`: seconds without a byte."""
        self._pool = pool
        self._name = name
        self._calls = {
            member: ModelCall(member.server, api_key, name, timeout=timeout)
            for member in pool.members
        }

    @property
    def name(self) -> str:
        """The model's name, or several if the servers differ."""
        listed = [m.server.listed for m in self._pool.members if m.server.listed]
        return self._name or ", ".join(dict.fromkeys(listed)) or UNNAMED

    def ask(
        self,
        messages: list[BaseMessage],
        *,
        max_tokens: int,
        schema: dict[str, Any] | None = None,
        asker: Asker = NOBODY,
    ) -> AsyncGenerator[str | Notice | Usage]:
        """The model's output as a stream, without its reasoning; finally its usage.

        In a pool, the server that answers is named first. If it fails before its first word, or
        during a structured reply, another one is asked.
        """
        member = self._pool.choose(asker)
        if self._pool.alone:
            return self._ask(member, messages, max_tokens, schema)
        return self._ask_pool(member, messages, max_tokens, schema, asker)

    async def read(
        self,
        messages: list[BaseMessage],
        schema: dict[str, Any],
        max_tokens: int,
        asker: Asker = NOBODY,
    ) -> tuple[str, Usage, dict[str, str]]:
        """The complete reply to a schema, which may not match it; its usage; who gave it."""
        reply, usage, asked = "", no_usage(), dict[str, str]()
        pieces = self.ask(messages, max_tokens=max_tokens, schema=schema, asker=asker)
        async with aclosing(pieces):
            async for piece in pieces:
                if isinstance(piece, str):
                    reply += piece
                elif isinstance(piece, Notice):
                    reply = "" if piece.kind == "discard" else reply
                    if piece.kind in ("server", "instead_of"):
                        asked[piece.kind] = piece.text
                else:
                    usage = piece
        return reply, usage, asked

    async def reply(
        self, messages: list[BaseMessage], max_tokens: int, asker: Asker = NOBODY
    ) -> tuple[str, Usage]:
        """The complete reply, and its usage."""
        reply, usage = "", no_usage()
        async with aclosing(self.ask(messages, max_tokens=max_tokens, asker=asker)) as pieces:
            async for piece in pieces:
                if isinstance(piece, str):
                    reply += piece
                elif isinstance(piece, Notice):
                    reply = "" if piece.kind == "discard" else reply
                else:
                    usage = piece
        return reply.strip(), usage

    async def log_odds(
        self, messages: list[BaseMessage], words: tuple[str, str], asker: Asker = NOBODY
    ) -> tuple[float | None, Usage]:
        """The natural logarithm of how much likelier the reply begins with the first word than with
        the second.

        None if the server does not tell the likeliest tokens, or neither word is among them.
        """
        member = self._pool.choose(asker)
        likely: Mapping[str, float] = {}
        usage = no_usage() | {"llm_calls": 1}
        with member.asked():
            pieces = self._calls[member].pieces(messages, 1, likely=LIKELIEST)
            async with aclosing(pieces):
                async for piece in pieces:
                    likely = likely or piece.likely
                    usage = piece.usage or usage
        return log_odds(likely, words), usage

    async def _ask_pool(
        self,
        member: Member,
        messages: list[BaseMessage],
        max_tokens: int,
        schema: dict[str, Any] | None,
        asker: Asker,
    ) -> AsyncGenerator[str | Notice | Usage]:
        instead_of: Member | None = None
        while True:
            if instead_of:
                yield Notice("instead_of", instead_of.name)
            yield Notice("server", member.name)
            written = False
            try:
                async with aclosing(self._ask(member, messages, max_tokens, schema)) as pieces:
                    async for piece in pieces:
                        written = written or (isinstance(piece, str) and bool(piece))
                        yield piece
                return
            except Refused:
                raise
            except ModelUnavailable as error:
                self._pool.leave_out(member)
                log.warning("Model server %s is skipped: %s", member.name, error.message)
                if instead_of or (written and not schema):
                    raise
            if written:
                yield Notice("discard")
            instead_of, member = member, self._pool.instead_of(member, asker)
            if instead_of is member:  # there is no other one
                await asyncio.sleep(PAUSE)

    async def _ask(
        self,
        member: Member,
        messages: list[BaseMessage],
        max_tokens: int,
        schema: dict[str, Any] | None,
    ) -> AsyncGenerator[str | Notice | Usage]:
        thoughts, guard, usage = ReasoningFilter(), LoopGuard(), no_usage() | {"llm_calls": 1}
        room = max_tokens * CHARACTERS
        pieces = self._calls[member].pieces(messages, max_tokens, schema)
        with member.asked():
            async with aclosing(pieces):
                async for piece in pieces:
                    text = _UNSEEN.sub("", piece.text)
                    shown = thoughts.feed(text)
                    if thoughts.restarted():
                        yield Notice("discard")
                    if shown:
                        yield shown
                    usage = piece.usage or usage
                    room -= len(text)
                    if guard.feed(text):
                        yield Notice("repeats")
                        break
                    if room < 0 or piece.cut:
                        yield Notice("cut")
                    if room < 0:
                        break
        yield thoughts.flush()
        yield usage


def log_odds(likely: Mapping[str, float], words: tuple[str, str]) -> float | None:
    """The same from the logarithms of the likeliest tokens' probabilities: a token stands for the
    word that it begins."""
    first, second = (
        max((p for token, p in likely.items() if _begins(token, word)), default=None)
        for word in words
    )
    if first is None and second is None:
        return None
    return (NEVER if first is None else first) - (NEVER if second is None else second)


def _begins(token: str, word: str) -> bool:
    token = token.strip().lower()
    return bool(token) and word.startswith(token)
