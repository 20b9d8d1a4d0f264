"""One file a group of calls; `ROUTERS` is all of them."""

from fastapi import APIRouter

from api.routes import (
    chat,
    conversations,
    documents,
    graph,
    health,
    ingest,
    page,
    search,
    upload,
)

ROUTERS: tuple[APIRouter, ...] = (
    page.router,
    health.router,
    chat.router,
    search.router,
    documents.router,
    upload.router,
    ingest.router,
    conversations.router,
    graph.router,
)
