"""The language model's parts, and the queue in front of it, as the settings want them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from agent.errors import ModelUnavailable
from agent.settings import Settings

if TYPE_CHECKING:
    from agent.admission import Admission
    from agent.backends.model_server import ModelServer
    from agent.backends.redis_peers import RedisPeers
    from agent.reasoner import Reasoner

# Imports inside the functions: the language model's client alone takes 2 s.


def open_admission(
    settings: Settings, server: ModelServer | None, peers: RedisPeers | None = None
) -> Admission:
    """The queue in front of the model; without one, a bound on turns that compute at once.

    With `peers` there is one queue for all processes.
    """
    from agent.admission import Admission

    if peers:
        from agent.backends.redis_admission import RedisAdmission

        slots = settings.llm_slots or 1 if server else settings.extractive_slots
        measure = server.slots if server and not settings.llm_slots else None
        return RedisAdmission(
            peers,
            slots,
            length=settings.queue,
            patience=settings.queue_seconds,
            each=server is None,  # what is computed here needs this process's own time
            measure=measure,
        )
    if server is None:
        return Admission(
            settings.extractive_slots, length=settings.queue, patience=settings.queue_seconds
        )
    return Admission(
        settings.llm_slots or 1,
        length=settings.queue,
        patience=settings.queue_seconds,
        measure=None if settings.llm_slots else server.slots,
    )


@asynccontextmanager
async def open_model_server(settings: Settings) -> AsyncGenerator[ModelServer]:
    """The server of the language model, as the settings name it."""
    from agent.backends.model_server import ModelServer

    server = ModelServer(str(settings.llm_base_url), _api_key(settings), settings.llm_context)
    try:
        yield server
    finally:
        await server.close()


async def open_llm_reasoner(
    settings: Settings, server: ModelServer, fallback: Reasoner
) -> Reasoner:
    """What decides by the language model, and without it where that does not answer."""
    from agent.reasoners.llm import LlmReasoner
    from agent.reasoners.model import open_chat

    chat = open_chat(
        str(settings.llm_base_url),
        settings.llm_model or await _listed_model(server),
        _api_key(settings),
        timeout=settings.llm_timeout,
    )
    return LlmReasoner(chat, server, fallback, answer_tokens=settings.max_answer_tokens)


async def _listed_model(server: ModelServer) -> str:
    """The server's own name for its model; a placeholder while it is down."""
    try:
        return await server.model()
    except ModelUnavailable:
        return "default"


def _api_key(settings: Settings) -> str:
    return settings.llm_api_key.get_secret_value() if settings.llm_api_key else ""
