"""A question as a candidate for the golden set, for `make golden` to ask a teacher about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agent.unanswered.failed import Failed

OWNER_ONLY = 0o600


def add_candidate(data_dir: Path, question: Failed) -> bool:
    """Append it to `golden/candidates.jsonl`; False if it is there already."""
    file = data_dir / "golden" / "candidates.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    case = _case(question)
    if any(json.loads(line)["case"] == case for line in text.splitlines() if line.strip()):
        return False
    file.touch(mode=OWNER_ONLY)
    line = json.dumps({"verdict": "", "about": _about(question), "case": case}, ensure_ascii=False)
    ended = "" if not text or text.endswith("\n") else "\n"
    with file.open("a", encoding="utf-8") as opened:
        opened.write(f"{ended}{line}\n")
    return True


def _case(question: Failed) -> dict[str, Any]:
    refused = "refused" in question.reasons
    case = {
        "id": f"asked-{question.key}",
        "kind": "near-miss" if refused else "single-fact",
        "turns": [question.query],
        "answerable": not refused,
        "expected": [],
        "facts": [],
        "split": "held-out",
    }
    return case | ({"course": question.courses[0]} if len(question.courses) == 1 else {})


def _about(question: Failed) -> str:
    reasons = ", ".join(f"{reason} {count} times" for reason, count in question.reasons.items())
    return f"{reasons}; should it be refused? If not, add the place of the answer and its facts"
