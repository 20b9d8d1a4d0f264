"""Examples of SQuAD 2.0: questions on encyclopedia articles, half of them near misses."""

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
from evals.reader.spans import exact

NAME = "articles"
CHOOSE = frozenset({"Normans"})
REPORT = frozenset({"1973_oil_crisis", "Scottish_Parliament"})


def examples(bench: Path, rng: random.Random) -> Iterator[Example]:
    """Each question with its passage; for training with another passage and with near misses."""
    passages = {row["id"]: row for row in read_rows(bench / "squad2" / "passages.jsonl")}
    questions = read_rows(bench / "reader" / "squad2-questions.jsonl")
    texts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    asked: defaultdict[str, list[str]] = defaultdict(list)
    for name, row in passages.items():
        texts[_article(name)][name] = row["text"]
    for row in questions:
        asked[_article(row["passage"])].append(row["question"])
    articles = {name: Passages(found) for name, found in texts.items()}
    pools = {name: pool_of(found) for name, found in asked.items()}
    vocabulary = Vocabulary.of(row["text"] for row in passages.values())
    for row in questions:
        article = _article(row["passage"])
        one = _example(row, passages[row["passage"]])
        if one.split == "train":
            for variant in _variants(one, row["passage"], articles[article], pools[article], rng):
                yield cut(variant, vocabulary, rng)
        else:
            yield cut(one, vocabulary)


def _example(row: dict[str, Any], passage: dict[str, str]) -> Example:
    return Example(
        question=row["question"],
        heading=passage["title"],
        text=passage["text"],
        source=NAME,
        split=_split(_article(passage["id"])),
        asked=f"{passage['id']} {row['question']}",
        answers=row["answerable"],
        about=True,
        spans=exact(passage["text"], row["answers"]) if row["answerable"] else (),
    )


def _variants(
    one: Example, passage: str, article: Passages, pool: list[str], rng: random.Random
) -> Iterator[Example]:
    yield one
    for other in article.near(one.question, [passage], 2 if one.answers else 1, rng):
        yield one.over(article.texts[other])
    if one.answers:
        for _ in range(2):
            if changed := exchanged(one, pool, rng):
                yield changed
        if one.spans and (left := unanswered(one)):
            yield left


def _article(passage: str) -> str:
    return passage.split("#")[0]


def _split(article: str) -> Split:
    return "choose" if article in CHOOSE else "report" if article in REPORT else "train"
