"""Measures a language model on this machine: its speed, and whether its verdicts are any use.

The result is kept beside the model as `<model>.profile.json`, with the file's size, hash and the
processor; `agent/llm/decisions.py` reads it. The grading is judged by some 30 questions
with four passages each, and stopped as soon as the model can no longer beat what is computed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import httpx

from agent.llm.decisions import profile_file, read_profile
from agent.types import Passage
from deploy.llama.build_cache import processor_key
from deploy.model.asking import post, read_rows
from deploy.model.fetch import Report
from deploy.model.judging import APART, QUESTIONS, telling_all_apart, told

READ, WRITTEN = 300, 24  # tokens, about, by which speed is measured
AT_START = 60.0  # seconds for each of `APART` when the service starts
PATIENCE = 600.0  # seconds for one reply
EARLY = 8  # questions after which the grading may be stopped
Z = 1.64
"""Standard errors by which the model must be better than what is computed (one-sided 95%)."""
UNGRADED = {
    "grades_better": False,
    "graded": False,
    "why": "grading not measured yet",
}


@dataclass(frozen=True, slots=True)
class Grading:
    """The mean scores of model and computation, 0 to 1, over the questions that were asked."""

    model: float
    computed: float
    asked: int
    better: bool

    @property
    def why(self) -> str:
        """The result for people."""
        verdict = "grades better" if self.better else "does not grade better"
        return (
            f"{verdict} than computed ({self.model:.2f} against {self.computed:.2f}, "
            f"{self.asked} questions)"
        )


def calibrate(
    root: str, model: Path, name: str, folder: Path, *, flags: Sequence[str] = (),
    grading: bool = True, report: Report = print,
) -> dict[str, Any]:  # fmt: skip
    """Measure the model that a server at `root` serves, write its profile, and return it.

    `flags`: options of the server that this machine needs. Without `grading`, the speed is measured
    and, for a minute and unless that is known, how well it tells answers from other texts; what an
    earlier profile has about the verdicts stays. Raises `ModelUnavailable`.
    """
    load = load_now()
    before = read_profile(folder, name) or {}
    with httpx.Client(base_url=root, timeout=PATIENCE, trust_env=False) as client:
        read, written = speed(client)
        report(f"{name}: reads {read:.0f} tokens/s, writes {written:.1f} tokens/s")
        found = judge(client, read_rows(QUESTIONS), report) if grading else None
        apart = {key: before.get(key) for key in APART}
        if grading or not all(apart.values()):
            apart = telling_all_apart(client, None if grading else AT_START)
            for key, what in APART.items():
                report(f"{name}: {told(what, apart[key])}")
    profile = (
        UNGRADED
        | {key: before[key] for key in UNGRADED if key in before}
        | {
            "model": name,
            "size": model.stat().st_size,
            "sha256": _sha256(model, before),
            "processor": processor_key(),
            "flags": list(flags),
            "read": round(read, 1),
            "written": round(written, 1),
            "load": round(load, 1),
            **apart,
            "measured_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        }
    )
    if found:
        profile |= {"grades_better": found.better, "graded": True, "why": found.why}
    profile_file(folder, name).write_text(json.dumps(profile, indent=2) + "\n", encoding="utf-8")
    if found:
        report(f"{name}: {found.why}")
    return profile


def load_now() -> float:
    """Programs that want a core, as an average over a minute."""
    return os.getloadavg()[0]


def speed(client: httpx.Client) -> tuple[float, float]:
    """Tokens/s read and written."""
    prompt = " ".join(f"A list of {n} values is ordered." for n in range(READ // 8))
    body = {"prompt": prompt, "n_predict": WRITTEN, "cache_prompt": False, "ignore_eos": True}
    timings = post(client, "/completion", body).get("timings", {})
    return float(timings.get("prompt_per_second", 0)), float(timings.get("predicted_per_second", 0))


def judge(
    client: httpx.Client, questions: Sequence[dict[str, Any]], report: Report = print
) -> Grading:
    """Ask the model for its verdicts, as long as it can still turn out to be better."""
    computed = [score(row, [p["computed"] for p in row["passages"]]) for row in questions]
    theirs: list[float] = []
    for row in questions:
        theirs.append(score(row, verdicts(client, row)))
        done = len(theirs)
        if done % 5 == 0:
            report(f"grading: {done} of {len(questions)} questions")
        if done >= EARLY and not _may_win(theirs, computed):
            break
    asked = len(theirs)
    return Grading(
        mean(theirs), mean(computed[:asked]), asked, _better(theirs, computed, len(questions))
    )


def verdicts(client: httpx.Client, row: dict[str, Any]) -> list[bool]:
    """The model's verdicts on the passages of a question; an unreadable reply keeps nothing."""
    from agent.prompts import GRADE, SYSTEM, passage_text  # takes a second

    count = len(row["passages"])
    passages = "".join(passage_text(n, _passage(p)) for n, p in enumerate(row["passages"], start=1))
    asked = f"{passages}\n<question>{row['question']}</question>\n\n{GRADE}."
    number = {"type": "integer", "minimum": 1, "maximum": count}
    listed = {"type": "array", "items": number, "maxItems": count}
    schema = {"type": "object", "properties": {"relevant": listed}, "required": ["relevant"]}
    body = {
        "messages": [
            {"role": "system", "content": SYSTEM},
            {"role": "user", "content": asked},
        ],
        "temperature": 0,
        "max_tokens": 32,
        "response_format": {"type": "json_schema", "json_schema": {"name": "r", "schema": schema}},
    }
    reply = post(client, "/v1/chat/completions", body)
    try:
        kept = json.loads(reply["choices"][0]["message"]["content"])["relevant"]
        return [n in kept for n in range(1, count + 1)]
    except (ValueError, KeyError, TypeError, IndexError):
        return [False] * count


def score(row: dict[str, Any], kept: Sequence[bool]) -> float:
    """F1 of the kept passages; 1 for keeping none if none helps."""
    helps = [bool(passage["helps"]) for passage in row["passages"]]
    if not any(helps):
        return float(not any(kept))
    hits = sum(a and b for a, b in zip(helps, kept, strict=True))
    return 2 * hits / (sum(helps) + sum(kept))


def _may_win(theirs: Sequence[float], computed: Sequence[float]) -> bool:
    """Whether the model can be better in the end if it errs nowhere from now on."""
    rest = sum(1 - score for score in computed[len(theirs) :])
    lead = sum(theirs) - sum(computed[: len(theirs)])
    if lead + rest <= 0:
        return False
    differences = [a - b for a, b in zip(theirs, computed, strict=False)]
    return bool(mean(differences) + Z * stdev(differences) / len(differences) ** 0.5 > 0)


def _better(theirs: Sequence[float], computed: Sequence[float], count: int) -> bool:
    if len(theirs) < count:
        return False
    differences = [a - b for a, b in zip(theirs, computed, strict=True)]
    return bool(mean(differences) - Z * stdev(differences) / len(differences) ** 0.5 > 0)


def _passage(row: dict[str, Any]) -> Passage:
    return Passage(
        id="", document_id="", source="", course="", title=row["title"], section=row["section"],
        page=None, text=row["text"], score=0.0, dense=None, bm25=None, relevant=None,
    )  # fmt: skip


def _sha256(file: Path, before: dict[str, Any]) -> str:
    """The file's hash; the known one if its size has not changed."""
    if before.get("size") == file.stat().st_size and before.get("sha256"):
        return str(before["sha256"])
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
