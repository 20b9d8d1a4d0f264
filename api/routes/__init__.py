"""One file per group of calls; `ROUTERS` lists all."""

from fastapi import APIRouter

from api.routes import (
    chat,
    conversations,
    documents,
    export,
    feedback,
    fork,
    graph,
    health,
    ingest,
    lti,
    metrics,
    openai,
    page,
    reference,
    reports,
    runs,
    search,
    session,
    source,
    upload,
)

ROUTERS: tuple[APIRouter, ...] = (
    page.router,
    health.router,
    session.router,
    chat.router,
    search.router,
    documents.router,
    source.router,
    upload.router,
    ingest.router,
    runs.router,
    conversations.router,
    fork.router,
    export.router,
    feedback.router,
    reports.router,
    openai.router,
    metrics.router,
    graph.router,
    lti.router,
    reference.router,
)
