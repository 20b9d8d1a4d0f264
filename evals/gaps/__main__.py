"""`python -m evals.gaps`: group unanswered questions by topic. Nothing leaves the machine."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.errors import MentorError
from agent.settings import Settings, read_settings
from agent.types import Passage
from agent.unanswered.failed import REASONS, failed
from agent.unanswered.topic_groups import Topic, topics
from evals.gaps.report import NEAR, document, drafts, write

MOST = 20  # topics shown in the terminal
DAY = 86_400.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 if the report was written, 2 if it could not start."""
    parser = argparse.ArgumentParser(prog="python -m evals.gaps", description=__doc__)
    parser.add_argument(
        "--days", type=float, default=0.0, help="only the last N days; by default all"
    )
    parser.add_argument("--out", type=Path, help="DATA_DIR/gaps by default")
    options = parser.parse_args(arguments)
    try:
        settings = read_settings()
        since = time.time() - DAY * options.days if options.days else 0.0
        found, looked_at = gaps(settings, since)
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    report = document(found, looked_at, since)
    page = write(options.out or settings.data_dir / "gaps", report, drafts(found))
    _show(Console(), found, looked_at, page)
    return 0


def gaps(settings: Settings, since: float = 0.0) -> tuple[list[Topic], int]:
    """The topics, and the number of turns examined; raises `MentorError`."""
    from agent.compose import open_embeddings
    from agent.compose.indexes import open_index
    from agent.search.vocabulary import Vocabulary
    from agent.store.catalog import Catalog
    from agent.store.transcripts import Transcripts
    from agent.text.english import stems_of

    with closing(Transcripts(settings.database)) as transcripts:
        turns = transcripts.feedback.asked(since)
    questions = failed(turns)
    embeddings = open_embeddings(settings)
    with (
        closing(Catalog(settings.database)) as catalog,
        closing(open_index(settings, embeddings.identity, catalog.view)) as index,
    ):
        vocabulary = Vocabulary.of(index.texts(), stems_of(embeddings.whole_words()))

        def nearest(query: str, vector: Sequence[float]) -> list[Passage]:
            return index.search(query, vector, courses=(), k=NEAR)

        vectors = [embeddings.embed_query(question.query) for question in questions]
        floor = embeddings.cosine_floor
        return topics(questions, vectors, vocabulary, nearest, floor), len(turns)


def _show(console: Console, found: Sequence[Topic], looked_at: int, page: Path) -> None:
    table = Table(title=f"Unanswered questions, of {looked_at} answers", title_justify="left")
    table.add_column("topic")
    table.add_column("a question")
    for heading in ("times", *REASONS):
        table.add_column(heading, justify="right")
    for topic in found[:MOST]:
        counts = [str(topic.reasons.get(reason, 0)) for reason in REASONS]
        table.add_row(topic.name, topic.questions[0].question, str(topic.times), *counts)
    console.print(table)
    console.print(
        f"Full report: {page}. Candidates for a golden set: {page.parent}/candidates.jsonl "
        "(make golden)",
        highlight=False,
        soft_wrap=True,
    )


if __name__ == "__main__":
    sys.exit(main())
