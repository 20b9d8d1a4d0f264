"""The whole application, assembled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles

from agent.compose import materials_folder
from agent.errors import InvalidSettings
from agent.mentor import Mentor
from agent.settings import Settings
from api import http_errors, mcp_server, openapi
from api.access.headers import SecurityHeaders
from api.access.keys import HOW, Keys
from api.access.known_hosts import KnownHosts
from api.access.middleware import AccessMiddleware
from api.access.rate import Rate
from api.evaluations import Evaluations
from api.lti.platforms import Platforms
from api.lti.tickets import Tickets
from api.observe.logs import log_ended
from api.observe.service_metrics import Metrics
from api.page.pdf_pages import PdfPages
from api.routes import ROUTERS
from api.routes.lti import Lti
from api.routes.page import WEB
from api.routes.reference import SWAGGER, SWAGGER_URL
from api.serving.standard_http import StandardHttp
from api.uploads import received_files
from api.uploads.formats import Formats
from api.uploads.ingests import Ingests
from api.version import VERSION

if TYPE_CHECKING:
    from api.observe.otlp import Spans


UPLOAD = 3_600.0  # seconds that an upload to another process may take


class _Fresh(StaticFiles):
    """Static files that browsers revalidate each time, so that versions never mix."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncGenerator[None]:
    mentor: Mentor = app.state.mentor
    together = mentor.answering.runs.peers.several
    materials = materials_folder(mentor.settings, mentor.catalog)
    received_files.sweep(materials, UPLOAD if together else 0.0)
    if not together:  # else each process cleans up after the others
        await asyncio.to_thread(mentor.conversations.transcripts.running.mark_lost)
    async with app.state.mcp.session_manager.run():
        yield
    await app.state.ingests.close()
    await app.state.evaluations.close()
    app.state.pdf_pages.close()
    if app.state.spans:
        await mentor.answering.close()  # so that the last turns are among what is sent
        await asyncio.to_thread(app.state.spans.close)


def _spans(endpoint: str) -> Spans:
    try:
        from api.observe.otlp import Spans
    except ImportError as error:
        raise InvalidSettings(
            "MENTOR_OTLP_ENDPOINT is set, but OpenTelemetry's SDK is not installed.",
            "Unset it, or run: .venv/bin/uv pip install -r pyproject.toml --extra otel "
            "-c requirements.lock",
        ) from error
    return Spans(endpoint)


def _lti(settings: Settings) -> Lti | None:
    if settings.lti_file is None:
        return None
    if settings.api_keys_file is None:
        raise InvalidSettings("MENTOR_LTI_FILE needs access keys.", HOW)
    return Lti(Platforms.read(settings.lti_file), Tickets(settings.data_dir))


def create_app(mentor: Mentor) -> FastAPI:
    """The app for a mentor, which the caller closes. Raises `InvalidSettings`."""
    app = FastAPI(
        title="AI Mentor",
        version=VERSION,
        description="Answers students' questions from their own course materials, with citations.",
        lifespan=_running,
        docs_url=None,  # see routes/reference.py
        redoc_url=None,
    )
    app.state.mentor = mentor
    app.state.ingests = Ingests()
    app.state.formats = Formats()
    settings = mentor.settings
    app.state.evaluations = Evaluations(settings.data_dir)
    app.state.pdf_pages = PdfPages(megabytes=settings.limits.parse_megabytes)
    app.state.keys = Keys(settings.api_keys_file) if settings.api_keys_file else None
    app.state.lti = _lti(settings)
    app.state.metrics = Metrics(mentor.answering, app.state.ingests, mentor.pool)
    app.state.spans = _spans(settings.otlp_endpoint) if settings.otlp_endpoint else None
    mentor.answering.watchers += [app.state.metrics.ended, log_ended]
    if app.state.spans:
        mentor.answering.watchers.append(app.state.spans.ended)
    http_errors.install(app)
    app.add_middleware(
        AccessMiddleware,
        keys=app.state.keys,
        launched=app.state.lti.tickets.user if app.state.lti else None,
        rate=Rate(settings.limits.calls_per_minute, shared=mentor.answering.runs.peers.buckets),
        most_bytes=settings.limits.body_kb * 1_000,
    )
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins.split(),
            allow_methods=["*"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
        )
    app.add_middleware(SecurityHeaders)
    app.add_middleware(StandardHttp)
    for router in ROUTERS:
        app.include_router(router)
    app.state.mcp = mcp_server.build(mentor)
    app.router.routes.append(
        mcp_server.route(app.state.mcp, None if app.state.keys else KnownHosts.of(settings))
    )
    app.openapi = partial(openapi.describe, app)  # type: ignore[method-assign]
    app.mount(SWAGGER_URL, StaticFiles(directory=SWAGGER), name="swagger")
    app.mount("/static", _Fresh(directory=WEB), name="static")
    return app
