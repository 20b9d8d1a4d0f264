"""All examples, from the benchmark data and the golden sets, in an order that a seed fixes."""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from agent.compose import open_embeddings
from agent.settings import read_settings
from evals.fit.labelled import opened_real, opened_sample
from evals.reader import (
    articles,
    cloze_examples,
    golden_examples,
    off_topic,
    stories,
    written_courses,
)
from evals.reader.example import Example
from evals.reader.json_lines import read_rows
from evals.sets import real_materials

SENTENCES = 0.6  # of the sentences of articles and stories that a made question asks of


def all_examples(bench: Path, seed: int) -> list[Example]:
    """Those of every source; the training never sees an article, story or question of another
    split. Raises `InvalidRequest` or `IndexEmpty`."""
    rng = random.Random(seed)
    found = _reported("articles", articles.examples(bench, rng))
    found += _reported("stories", stories.examples(bench, rng))
    found += _reported("made questions", _made(bench, rng))
    found += _reported("written courses", written_courses.examples(rng))
    found += _reported("off-topic", off_topic.examples(written_courses.all_documents(), rng))
    settings = read_settings()
    embeddings = open_embeddings(settings)
    with ExitStack() as stack:
        sample = stack.enter_context(opened_sample(settings, embeddings))
        found += _reported(
            "courses", golden_examples.examples(sample, golden_examples.sample(), rng)
        )
        if materials := real_materials():
            real = stack.enter_context(opened_real(settings, embeddings, materials))
            found += _reported(
                "real courses", golden_examples.examples(real, golden_examples.real(), rng)
            )
    return found


def _reported(name: str, examples: Iterator[Example]) -> list[Example]:
    """The examples of a source; prints how many, and how long they took."""
    begun = time.monotonic()
    found = list(examples)
    print(f"{name}: {len(found):,} examples in {time.monotonic() - begun:.0f} s", flush=True)
    return found


def counted(examples: list[Example]) -> str:
    """How many of each source and split, in a line each."""
    number = Counter((one.source, one.split, one.answers) for one in examples)
    return "\n".join(
        f"{key[0]}, {key[1]}, answers {key[2]}: {n}" for key, n in sorted(number.items(), key=str)
    )


def _made(bench: Path, rng: random.Random) -> Iterator[Example]:
    texts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    headings: dict[str, str] = {}
    for row in read_rows(bench / "squad2" / "passages.jsonl"):
        article = row["id"].split("#")[0]
        if article not in articles.CHOOSE | articles.REPORT:
            texts[article][row["id"]] = row["text"]
            headings[row["id"]] = row["title"]
    for row in read_rows(bench / "reader" / "fairytaleqa-sections.jsonl"):
        if row["split"] == "train":
            texts[row["id"].split("#")[0]][row["id"]] = row["text"]
            headings[row["id"]] = row["title"]
    for found in texts.values():
        yield from cloze_examples.examples(found, headings, SENTENCES, rng)
