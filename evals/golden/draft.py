"""`python -m evals.golden.draft`: draft golden questions from new materials for a teacher.

In a terminal it asks about each; otherwise it writes them to a file in which the teacher sets
`accept` or `reject`, and processes the decided ones in the next run. Accepted questions go to the
golden set; rejected ones are not drafted again.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from agent.errors import IndexEmpty, MentorError
from agent.settings import Settings, read_settings
from evals.golden.candidates import (
    ACCEPT,
    REJECT,
    Candidate,
    decided,
    judged,
    read_candidates,
    taken,
    write_candidates,
)
from evals.golden.cases import SAMPLE, read_cases
from evals.golden.drafting import drafts

KEYS = "[a]ccept, [e]dit the question, [r]eject, [s]kip, [q]uit: "


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 on success, 2 for problems with a file or the index."""
    parser = argparse.ArgumentParser(prog="python -m evals.golden.draft", description=__doc__)
    add = parser.add_argument
    add("--golden", type=Path, help="DATA_DIR/golden/golden.jsonl by default")
    add(
        "--from",
        dest="source",
        type=Path,
        help="start from these candidates, such as DATA_DIR/gaps/candidates.jsonl",
    )
    add("--all", action="store_true", help="use all materials, not only those without questions")
    add("--file", action="store_true", help="do not ask, only write the file")
    options = parser.parse_args(arguments)
    try:
        settings = read_settings()
        golden = options.golden or settings.data_dir / "golden" / "golden.jsonl"
        new = read_candidates(options.source) if options.source else None
        asking = sys.stdin.isatty() and not options.file
        text = draft(settings, golden, new, everything=options.all, read=input if asking else None)
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    print(text)
    return 0


def draft(
    settings: Settings,
    golden: Path,
    new: Sequence[Candidate] | None = None,
    *,
    everything: bool = False,
    read: Callable[[str], str] | None = None,
) -> str:
    """Process decided candidates, draft new ones, ask with `read` if given; returns a summary."""
    file = golden.with_name("candidates.jsonl")
    done = [taken(file, golden)]
    fresh = drafted(settings, golden, everything) if new is None else new
    found = decided(golden, [*read_candidates(file), *fresh])
    write_candidates(file, ask(Console(), found, read) if read else found)
    if read:
        done.append(taken(file, golden))
    accepted, rejected = (sum(each.accepted for each in done), sum(each.rejected for each in done))
    left = len(read_candidates(file))
    lines = [f"{accepted} accepted, {rejected} rejected, {left} to decide."]
    if left:
        lines.append(f'Set each verdict in {file} to "accept" or "reject"; run make golden again.')
    if golden.exists():
        lines.append(f"Ask them: make eval CASES={golden}")
    return "\n".join(lines)


def drafted(settings: Settings, golden: Path, everything: bool = False) -> list[Candidate]:
    """Drafts from documents without questions in this golden set or the sample."""
    from agent.compose import open_embeddings
    from agent.compose.indexes import open_index
    from agent.store.catalog import Catalog

    cases = [case for file in (golden, SAMPLE) if file.exists() for case in read_cases(file)]
    known = set() if everything else {place.source for case in cases for place in case.expected}
    identity = open_embeddings(settings).identity
    with (
        closing(Catalog(settings.database)) as catalog,
        closing(open_index(settings, identity, catalog.view)) as index,
    ):
        rows = [row for row in catalog.documents().values() if row["status"] == "indexed"]
        if not rows:
            raise IndexEmpty
        new = [row for row in rows if row["source"] not in known]
        return [found for row in new for found in drafts(index.document(row["id"]))]


def ask(
    console: Console, candidates: Sequence[Candidate], read: Callable[[str], str]
) -> list[Candidate]:
    """The candidates with the teacher's verdicts; `read` asks for a line."""
    found = list(candidates)
    for at, candidate in enumerate(found):
        shown = f"\n[bold]{at + 1} of {len(found)}[/bold]  {escape(_shown(candidate))}"
        console.print(shown, highlight=False)
        while True:
            try:
                key = read(KEYS).strip().lower()[:1]
            except EOFError:
                key = "q"
            if key == "e":
                candidate = _edited(candidate, read("Question: "))
                key = "a"
            if key in ("a", "r"):
                found[at] = judged(candidate, ACCEPT if key == "a" else REJECT)
            if key in ("a", "r", "s"):
                break
            if key == "q":
                return found
    return found


def _edited(candidate: Candidate, question: str) -> Candidate:
    turns = [*candidate.case["turns"][:-1], question.strip() or candidate.case["turns"][-1]]
    return Candidate(candidate.case | {"turns": turns}, candidate.about)


def _shown(candidate: Candidate) -> str:
    case = candidate.case
    where = "; ".join(
        f"{place['source']}, {place.get('section') or 'p. ' + str(place.get('page'))}"
        for place in case.get("expected", [])
    )
    facts = "; ".join(" or ".join(forms) for forms in case.get("facts", []))
    lines = [case["turns"][-1], f"   facts:    {facts or '-'}", f"   source:   {where or '-'}"]
    return "\n".join([*lines, f"   there:    {candidate.about}"])


if __name__ == "__main__":
    sys.exit(main())
