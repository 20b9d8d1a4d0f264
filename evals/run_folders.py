"""Runs on disk: `DATA_DIR/evals/<run id>/`. Interrupted ones are resumed.

`conditions.json` has the conditions, `outcomes.jsonl` every outcome as it finished; `report.json`,
`report.html` and `report.md` are written at the end and, except for arms, copied to `latest.*` in
the parent folder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from agent.errors import InvalidRequest
from agent.settings import Settings
from evals.case_outcome import Outcome, packed, unpacked
from evals.golden.cases import Case

CODE = Path(__file__).parents[1]
_ELSEWHERE = {"host", "port", "log_format", "api_keys_file", "otlp_endpoint", "llm_base_url"}


def fingerprint(settings: Settings, cases: Sequence[Case], **more: object) -> str:
    """A hash of everything that outcomes depend on: questions, settings, index, and code."""
    files = [*sorted((CODE / "agent").rglob("*")), CODE / "evals" / "asking.py"]
    code = [file.read_bytes() for file in files if file.suffix in (".py", ".json")]
    about = {
        "settings": settings.model_dump(mode="json", exclude=_ELSEWHERE),
        "cases": [case.model_dump() for case in cases],
        "more": more,
    }
    whole = json.dumps(about, sort_keys=True, default=str).encode() + b"".join(code)
    return hashlib.sha256(whole).hexdigest()


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A run on disk."""

    path: Path

    @property
    def id(self) -> str:
        """Its name: start time and arm."""
        return self.path.name

    @property
    def started_at(self) -> datetime:
        """The time of its first start."""
        return datetime.strptime(self.id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    def outcomes(self) -> dict[str, Outcome]:
        """The finished outcomes by case; ignores an incomplete last line."""
        found: dict[str, Outcome] = {}
        if (file := self.path / "outcomes.jsonl").exists():
            for line in file.read_text(encoding="utf-8").split("\n"):
                try:
                    outcome = unpacked(json.loads(line))
                except ValueError:
                    continue
                found[outcome.case.id] = outcome
        return found

    def keep(self, outcome: Outcome) -> None:
        """Add an outcome; failed turns are not stored, so that resuming repeats them."""
        if outcome.error is None:
            with (self.path / "outcomes.jsonl").open("a", encoding="utf-8") as file:
                file.write("\n" + json.dumps(packed(outcome), ensure_ascii=False))

    def finish(self, texts: Mapping[str, str], latest: bool) -> None:
        """Write the reports by file extension, the JSON last: it marks a complete run.

        `latest`: whether to publish it to teachers, too.
        """
        paths = [self.path / "report", *([self.path.parent / "latest"] if latest else [])]
        for ending in sorted(texts, key=lambda ending: ending == "json"):
            for path in paths:
                _replace(path.with_suffix(f".{ending}"), texts[ending])


@contextmanager
def opened_run(
    root: Path, conditions: str, arm: str = "", fresh: bool = False
) -> Generator[RunFolder]:
    """An interrupted run with the same conditions if there is one, else a new one."""
    root.mkdir(parents=True, exist_ok=True)
    for folder in [] if fresh else reversed(_folders(root)):
        if (folder / "report.json").exists() or _conditions(folder) != conditions:
            continue
        lock = FileLock(folder / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:  # it is running
            continue
        with lock:
            yield RunFolder(folder)
        return
    folder = _new(root, arm)
    with FileLock(folder / "lock"):
        (folder / "conditions.json").write_text(json.dumps({"fingerprint": conditions}) + "\n")
        yield RunFolder(folder)


def finished(root: Path, run_id: str) -> dict[str, Any]:
    """The report of a run; raises `InvalidRequest` if there is none, listing the others."""
    file = root / run_id / "report.json"
    if Path(run_id).name != run_id or not file.is_file():
        ids = [folder.name for folder in _folders(root) if (folder / "report.json").exists()]
        raise InvalidRequest(
            f"There is no finished run {run_id!r} in {root}.",
            f"The latest are: {', '.join(ids[-5:])}." if ids else "Run make eval first.",
        )
    report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return report


def previous(root: Path, run_id: str, like: Mapping[str, Any]) -> dict[str, Any] | None:
    """The latest finished run before this one with the same questions, mode and arm."""
    for folder in reversed(_folders(root)):
        if folder.name >= run_id or not (folder / "report.json").exists():
            continue
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        if all(report.get(name) == value for name, value in like.items()):
            return dict(report)
    return None


def _folders(root: Path) -> list[Path]:
    """The folders, oldest first."""
    return sorted(file.parent for file in root.glob("*/conditions.json"))


def _conditions(folder: Path) -> str | None:
    try:
        return str(json.loads((folder / "conditions.json").read_text())["fingerprint"])
    except (OSError, ValueError, KeyError):
        return None


def _new(root: Path, arm: str) -> Path:
    """A new folder, even for two runs that start in the same second."""
    suffix = "".join(c if c.isalnum() else "-" for c in f"-{arm}") if arm else ""
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}{suffix}"
    number = 1
    while True:
        folder = root / (stamp if number == 1 else f"{stamp}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def _replace(path: Path, text: str) -> None:
    """Write atomically: a page may be reading it."""
    draft = path.with_name(path.name + ".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
