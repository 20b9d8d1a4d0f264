"""The report on unanswered questions: JSON, HTML, Markdown and golden candidates in DATA_DIR/gaps.

It contains students' questions, but not their names; only the owner can read the files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from agent.types import Passage
from agent.unanswered.failed import REASONS, Failed
from agent.unanswered.topic_groups import Topic
from evals.golden.candidates import Candidate, write_candidates
from evals.report.markdown import table

OWNER_ONLY = 0o600
NEAR = 3  # closest topics shown per group
CLOSE = 0.33  # minimum cosine of close materials


def document(topics: Sequence[Topic], looked_at: int, since: float) -> dict[str, Any]:
    """The complete report, ready for JSON."""
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "since": datetime.fromtimestamp(since, UTC).date().isoformat() if since else None,
        "turns": looked_at,
        "failed": sum(topic.times for topic in topics),
        "reasons": {
            reason: sum(topic.reasons.get(reason, 0) for topic in topics) for reason in REASONS
        },
        "groups": [_topic(topic) for topic in topics],
    }


def write(folder: Path, report: Mapping[str, Any], candidates: Sequence[Candidate]) -> Path:
    """Write `latest.json`, `latest.html`, `latest.md` and `candidates.jsonl`; the page."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    texts = {
        "json": json.dumps(report, indent=1, ensure_ascii=False) + "\n",
        "html": _template().render(report=report),
        "md": markdown(report),
    }
    for ending, text in texts.items():
        file = folder / f"latest.{ending}"
        draft = file.with_name(file.name + ".part")
        draft.touch(mode=OWNER_ONLY)
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    write_candidates(folder / "candidates.jsonl", candidates)
    return folder / "latest.html"


def markdown(report: Mapping[str, Any]) -> str:
    """The topics as a table, then each one's questions."""
    rows = [
        [topic["name"], str(topic["times"]), *(str(topic["reasons"].get(r, 0)) for r in REASONS)]
        for topic in report["groups"]
    ]
    parts = [
        f"# Unanswered questions\n\n{report['failed']} of {report['turns']} answers.\n",
        table(["topic", "times", *REASONS], rows),
    ]
    for topic in report["groups"]:
        asked = "".join(f"- {q['question']} ({q['times']})\n" for q in topic["questions"])
        near = "; ".join(_place(place) for place in topic["nearest"]) or "nothing near"
        parts.append(f"## {topic['name']}\n\n{asked}\nClosest topics: {near}\n")
    return "\n".join(parts)


def drafts(topics: Sequence[Topic]) -> list[Candidate]:
    """A candidate per topic, from its most central question.

    A refusal is drafted as a correct one; a badly answered question needs facts to be added.
    """
    return [_draft(topic.name, topic.questions[0], topic.times) for topic in topics]


def _draft(name: str, question: Failed, times: int) -> Candidate:
    refused = "refused" in question.reasons
    case = {
        "id": "asked-" + "-".join(name.replace(",", "").split()),
        "kind": "near-miss" if refused else "single-fact",
        "turns": [question.query],
        "answerable": not refused,
        "expected": [] if refused else _expected(question),
        "facts": [],
        "split": "held-out",
    }
    if len(question.courses) == 1:
        case["course"] = question.courses[0]
    reasons = ", ".join(f"{reason} {count} times" for reason, count in question.reasons.items())
    hint = "correctly refused?" if refused else "add the facts that an answer must contain"
    return Candidate(case, f"{times} times in this topic; {reasons}; {hint}")


def _expected(question: Failed) -> list[dict[str, Any]]:
    places = []
    for citation in question.cited:
        place: dict[str, Any] = {"source": citation["source"]}
        if citation["page"]:
            place["page"] = citation["page"]
        elif citation["section"]:
            place["section"] = citation["section"].split(" > ")[-1]
        if len(place) > 1 and place not in places:
            places.append(place)
    return places


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "name": topic.name,
        "times": topic.times,
        "reasons": topic.reasons,
        "questions": [_question(question) for question in topic.questions],
        "nearest": [
            _near(passage) for passage in topic.nearest if (passage["dense"] or 0) >= CLOSE
        ],
    }


def _question(question: Failed) -> dict[str, Any]:
    kept = {
        name: value for name, value in asdict(question).items() if name not in ("cited", "last")
    }
    at = datetime.fromtimestamp(question.last_asked_at, UTC)
    return kept | {"last_asked_at": at.isoformat(timespec="seconds")}


def _near(passage: Passage) -> dict[str, Any]:
    kept = ("source", "title", "section", "page", "dense")
    return {name: passage[name] for name in kept}  # type: ignore[literal-required]


def _place(place: Mapping[str, Any]) -> str:
    at = f", p. {place['page']}" if place["page"] else ""
    return f"{place['source']}{at}" + (f", {place['section']}" if place["section"] else "")


@cache
def _template() -> Template:
    loader = FileSystemLoader([Path(__file__).parent, Path(__file__).parents[1] / "report"])
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("gaps.html")
