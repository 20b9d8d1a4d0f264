"""Candidates for a golden set: drafted by a program, accepted or rejected by a teacher.

A file of candidates has one JSON object per line: `verdict`, the `case` for the golden set, and
`about`, a hint for the decision. The teacher sets the verdict to `accept` or `reject` and edits the
case if necessary; `taken` moves the decided ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agent.errors import InvalidRequest
from agent.validation import with_place
from evals.golden.cases import Case, plain, read_cases

ACCEPT, REJECT = "accept", "reject"
VERDICTS = ("", ACCEPT, REJECT)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A draft. `case` may be incomplete until it is accepted."""

    case: dict[str, Any]
    about: str = ""
    verdict: str = ""

    @property
    def key(self) -> str:
        """Equal for the same question in the same course, regardless of its id."""
        turns = [plain(turn) for turn in self.case.get("turns", [])]
        whole = json.dumps([turns, self.case.get("course")])
        return hashlib.blake2b(whole.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Taken:
    """The counts of a file's candidates by verdict."""

    accepted: int
    rejected: int
    open: int


def read_candidates(path: Path) -> list[Candidate]:
    """The candidates of a file, [] if it is missing; raises `InvalidRequest` naming the line."""
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            found.append(_candidate(line, f"{path}:{number}"))
    return found


def write_candidates(path: Path, candidates: Iterable[Candidate]) -> None:
    """Overwrite the file, readable only by its owner."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    draft.touch(mode=0o600)
    lines = [json.dumps(_row(candidate), ensure_ascii=False) for candidate in candidates]
    draft.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    draft.replace(path)


def taken(candidates: Path, golden: Path) -> Taken:
    """Move accepted candidates to the golden set, record rejected ones, and keep the rest.

    Rejected ones are stored next to the golden set, so that they are not drafted again. Raises
    `InvalidRequest` with the line of an accepted but incomplete case; then nothing is moved.
    """
    found = read_candidates(candidates)
    known = {case.id for case in read_cases(golden)} if golden.exists() else set()
    whole = []
    for number, candidate in enumerate(found, start=1):
        if candidate.verdict == ACCEPT:
            whole.append(_whole(candidate, f"{candidates}, candidate {number}", known))
            known.add(whole[-1].id)
    rejected = [candidate for candidate in found if candidate.verdict == REJECT]
    golden.parent.mkdir(parents=True, exist_ok=True)
    _append(golden, [case.model_dump(exclude_defaults=True) | _needed(case) for case in whole])
    _append(rejected_file(golden), [_row(candidate) for candidate in rejected])
    left = [candidate for candidate in found if not candidate.verdict]
    write_candidates(candidates, left)
    return Taken(len(whole), len(rejected), len(left))


def decided(golden: Path, candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that were neither accepted nor rejected before."""
    cases = read_cases(golden) if golden.exists() else []
    known = {Candidate(case.model_dump()).key for case in cases}
    known |= {candidate.key for candidate in read_candidates(rejected_file(golden))}
    fresh: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.key not in known:
            fresh.setdefault(candidate.key, candidate)
    return list(fresh.values())


def judged(candidate: Candidate, verdict: str) -> Candidate:
    """The candidate with this verdict."""
    return replace(candidate, verdict=verdict)


def rejected_file(golden: Path) -> Path:
    """The file of rejected candidates."""
    return golden.with_name(f"{golden.stem}.rejected.jsonl")


def _candidate(line: str, where: str) -> Candidate:
    fix = f"Correct the line; its verdict is one of {', '.join(map(repr, VERDICTS))}."
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise InvalidRequest(f"{where}: not JSON: {error.msg}.", fix) from error
    if not isinstance(row, dict) or not isinstance(row.get("case"), dict):
        raise InvalidRequest(f"{where}: `case` is missing.", fix)
    verdict = str(row.get("verdict", "")).strip().lower()
    if verdict not in VERDICTS:
        raise InvalidRequest(f"{where}: unknown verdict {verdict!r}.", fix)
    return Candidate(row["case"], str(row.get("about", "")), verdict)


def _whole(candidate: Candidate, where: str, known: set[str]) -> Case:
    try:
        case = Case.model_validate(candidate.case)
    except ValidationError as error:
        wrong = with_place(error.errors()[0], "the case")
        raise InvalidRequest(
            f"{where}: {wrong}.", "Complete the case, or change the verdict."
        ) from error
    if case.id in known:
        raise InvalidRequest(f"{where}: the id {case.id!r} is taken.", "Choose another id.")
    return case


def _needed(case: Case) -> dict[str, Any]:
    """The required fields of a golden set's line."""
    return {"expected": [place.model_dump(exclude_none=True) for place in case.expected],
            "facts": case.facts, "split": case.split}  # fmt: skip


def _row(candidate: Candidate) -> dict[str, Any]:
    row = asdict(candidate)
    return {name: row[name] for name in ("verdict", "about", "case")}


def _append(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    ended = text if not text or text.endswith("\n") else text + "\n"
    path.write_text(ended + "".join(f"{line}\n" for line in lines), encoding="utf-8")
