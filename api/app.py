"""The whole application, assembled."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Response
from fastapi.staticfiles import StaticFiles

from agent.compose import open_mentor
from agent.settings import Settings
from api import errors
from api.routes import ROUTERS
from api.routes.page import WEB
from api.version import VERSION

log = logging.getLogger(__name__)


class _Fresh(StaticFiles):
    """Files that a browser asks for again each time, so that two versions never mix."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def create_app(settings: Settings) -> FastAPI:
    """The app; its mentor is opened when it starts and closed when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with open_mentor(settings) as app.state.mentor:
            log.info("open http://%s:%s in a browser", settings.host, settings.port)
            yield

    app = FastAPI(
        title="AI Mentor",
        version=VERSION,
        description="Answers students' questions from their own course materials, with citations.",
        lifespan=lifespan,
    )
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", _Fresh(directory=WEB), name="static")
    return app
