"""Examples of FairytaleQA: questions of teachers on the sections of stories."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent.search.vocabulary import Vocabulary
from evals.reader.example import Example, Split, cut
from evals.reader.hard import Passages
from evals.reader.json_lines import read_rows
from evals.reader.near_misses import exchanged, pool_of, unanswered
from evals.reader.spans import exact, fuzzy

NAME = "stories"
SPLITS: dict[str, Split] = {"train": "train", "val": "choose", "test": "report"}


def examples(bench: Path, rng: random.Random) -> Iterator[Example]:
    """Each question with its section and with another section of its story."""
    sections = {
        row["id"]: row for row in read_rows(bench / "reader" / "fairytaleqa-sections.jsonl")
    }
    questions = read_rows(bench / "reader" / "fairytaleqa-questions.jsonl")
    texts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    asked: defaultdict[str, list[str]] = defaultdict(list)
    for name, row in sections.items():
        texts[name.split("#")[0]][name] = row["text"]
    for row in questions:
        asked[row["story"]].append(row["question"])
    stories = {name: Passages(found) for name, found in texts.items()}
    pools = {name: pool_of(found) for name, found in asked.items()}
    vocabulary = Vocabulary.of(row["text"] for row in sections.values())
    for row in questions:
        story = stories[row["story"]]
        one = _example(row, sections[row["sections"][0]])
        others = story.near(one.question, row["sections"], 1 if one.split == "train" else 3, rng)
        chosen = rng if one.split == "train" else None
        yield cut(one, vocabulary, chosen)
        for other in others:
            yield cut(one.over(story.texts[other]), vocabulary, chosen)
        if one.split == "train":
            for changed in _near_misses(one, pools[row["story"]], rng):
                yield cut(changed, vocabulary, rng)


def _example(row: dict[str, Any], section: dict[str, str]) -> Example:
    spans = exact(section["text"], row["answers"])
    if not spans:
        spans = [span for form in row["answers"][:1] if (span := fuzzy(section["text"], form))]
    return Example(
        question=row["question"],
        heading=section["title"],
        text=section["text"],
        source=NAME,
        split=SPLITS[row["split"]],
        asked=f"{row['story']} {row['question']}",
        answers=True,
        about=True,
        spans=spans,
        weight=1.0 if spans else 0.5,
    )


def _near_misses(one: Example, pool: list[str], rng: random.Random) -> Iterator[Example]:
    if not one.spans:
        return
    if rng.random() < 0.5 and (left := unanswered(one)):
        yield left
    if rng.random() < 0.5 and (changed := exchanged(one, pool, rng)):
        yield changed
