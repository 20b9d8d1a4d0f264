"""Metrics for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.http_errors import shapes

router = APIRouter(tags=["service"])


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"example": "mentor_queue_depth 0.0\n"}}},
        **shapes(401),
    },
)
def metrics(request: Request) -> Response:
    """Queue, runs by outcome, seconds per node, model tokens and servers, ingest failures."""
    return Response(request.app.state.metrics.text(), media_type="text/plain; version=0.0.4")
