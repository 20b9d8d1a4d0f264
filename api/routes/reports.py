"""Reports for teachers: evaluation and unanswered questions."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse
from typing_extensions import TypedDict

from agent.errors import NotFound
from agent.mentor import Mentor
from agent.turns.turn_row import TurnRow
from agent.types import Place
from api.access.auth import TheUser, only_teachers
from api.access.courses import all_courses, may_read_turn
from api.http_errors import shapes
from api.mentor_dependency import TheMentor

router = APIRouter(tags=["reports"], dependencies=[Depends(only_teachers)])

LOOKED_AT = 1_000  # newest refused turns
FILES = {"evals": "make eval", "gaps": "make gaps"}
"""Folders of DATA_DIR, and the command that writes `latest.html` and `latest.json` there."""
SANDBOX = {
    # written by other programs: its scripts must not run as part of this site
    "Content-Security-Policy": (
        "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
    ),
    "Cache-Control": "no-cache",
}


class Report(TypedDict):
    """A report's summary and URL."""

    name: Literal["evals", "gaps"]
    made_by: str  # the command
    made_at: float | None  # seconds since the epoch; None if there is none yet
    url: str | None  # of the full report, if there is one
    summary: dict[str, Any]  # of an evaluation: conditions and thresholds


class Gap(TypedDict):
    """An unanswered question."""

    question: str
    times: int
    last_asked_at: float  # seconds since the epoch
    courses: list[str]  # that it was asked in; empty: all
    nearest: list[Place]


class Gaps(TypedDict):
    gaps: list[Gap]  # most frequent first


@router.get("/api/reports", responses=shapes(401, 403), dependencies=[Depends(all_courses)])
def reports(mentor: TheMentor) -> list[Report]:
    """The latest evaluation and the latest report on unanswered questions; for teachers."""
    return [_report(mentor, "evals"), _report(mentor, "gaps")]


@router.get(
    "/api/reports/{name}",
    dependencies=[Depends(all_courses)],
    response_class=FileResponse,
    responses={
        200: {"content": {"text/html": {"schema": {"type": "string"}}}},
        **shapes(401, 403, 404, 422),
    },
)
def report(name: Literal["evals", "gaps"], mentor: TheMentor) -> FileResponse:
    """The latest report as a page; for teachers."""
    file = _file(mentor, name, "html")
    if not file.is_file():
        raise NotFound("There is no such report yet.", f"Run {FILES[name]}.")
    return FileResponse(file, media_type="text/html", headers=SANDBOX)


@router.get("/api/gaps", responses=shapes(401, 403))
async def gaps(mentor: TheMentor, user: TheUser) -> Gaps:
    """Refused questions, equal ones grouped, without user names; for teachers."""
    turns = await asyncio.to_thread(mentor.conversations.transcripts.feedback.refused, LOOKED_AT)
    found: dict[str, Gap] = {}
    for turn in (turn for turn in turns if may_read_turn(user, turn["courses"])):
        same = " ".join(turn["question"].casefold().split()).rstrip("?!. ")
        if same in found:
            found[same]["times"] += 1
        else:
            found[same] = _gap(turn)
    return Gaps(gaps=sorted(found.values(), key=lambda gap: -gap["times"]))


def _gap(turn: TurnRow) -> Gap:
    steps = turn["record"].get("trace", [])
    refusals = [step["detail"] for step in steps if step["node"] == "refuse"]
    return Gap(
        question=turn["question"],
        times=1,
        last_asked_at=turn["asked_at"],
        courses=turn["courses"],
        nearest=refusals[0].get("nearest", []) if refusals else [],
    )


def _report(mentor: Mentor, name: Literal["evals", "gaps"]) -> Report:
    page, data = _file(mentor, name, "html"), _file(mentor, name, "json")
    newest = next((file for file in (data, page) if file.is_file()), None)
    return Report(
        name=name,
        made_by=FILES[name],
        made_at=newest.stat().st_mtime if newest else None,
        url=f"/api/reports/{name}" if page.is_file() else None,
        summary=_summary(data) if data.is_file() else {},
    )


def _summary(file: Path) -> dict[str, Any]:
    """A report without its cases, and with the figures of all cases only."""
    try:
        whole = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(whole, dict):
        return {}
    long = ("cases", "figures", "groups", "questions")
    kept = {name: value for name, value in whole.items() if name not in long}
    figures = whole.get("figures")
    return kept | ({"figures": figures.get("all", {})} if isinstance(figures, dict) else {})


def _file(mentor: Mentor, name: str, suffix: str) -> Path:
    return mentor.settings.data_dir / name / f"latest.{suffix}"
