"""A drawing of the graph."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from agent import drawing
from api.http_errors import shapes
from api.mentor_dependency import TheMentor

router = APIRouter(tags=["graph"])


@router.get("/api/graph", responses=shapes(422))
def graph(mentor: TheMentor, format: Literal["mermaid", "svg", "json"] = "mermaid") -> Response:
    """The graph as Mermaid text, as an SVG image, or as nodes and edges."""
    if format == "svg":
        return Response(drawing.svg(mentor.graph), media_type="image/svg+xml")
    if format == "json":
        return JSONResponse(drawing.as_json(mentor.graph))
    return PlainTextResponse(drawing.mermaid(mentor.graph))
