"""Examples of our own: the training halves of the golden sets with what our search finds."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from agent.search.vocabulary import Vocabulary
from agent.types import Passage
from evals.fit.labelled import FITTING, Labelled, asked_of
from evals.golden.cases import NATURAL, NATURAL_REAL, SAMPLE, Case, Forms, read_cases
from evals.reader.example import Example, Split, cut
from evals.reader.json_lines import read_rows
from evals.reader.near_misses import unanswered
from evals.reader.spans import exact

SAMPLE_NAME, REAL_NAME = "courses", "real courses"
FOUND = 12  # passages of a search that are looked at
POSITIVES, NEGATIVES = 3, 4  # of a question at most
HALF = 0.5  # of the key facts must stand in a passage that answers
WEIGHT = 2.0  # of a passage that answers: there are few


class Known(NamedTuple):
    """A question and what answers it: in which places, in which words."""

    id: str
    text: str
    courses: tuple[str, ...]
    answerable: bool
    case: Case | None
    facts: Sequence[Forms]


def sample() -> list[Known]:
    """The training halves over the sample courses, and the questions that fit the grader."""
    rows = read_rows(FITTING)
    fitting = [
        Known(
            id=row["question"],
            text=row["question"],
            courses=(),
            answerable=row["answerable"],
            case=None,
            facts=[[row["evidence"]]] if row.get("evidence") else [],
        )
        for row in rows
    ]
    cases = [*read_cases(SAMPLE), *read_cases(NATURAL)]
    return [*_known(cases), *fitting]


def real() -> list[Known]:
    """The training half over the real courses."""
    return _known(read_cases(NATURAL_REAL))


def split_of(id_: str) -> Split:
    """A third of the questions is kept to choose; the halves to report are never read here."""
    return "choose" if hashlib.sha256(id_.encode()).digest()[0] % 3 == 0 else "train"


def examples(labelled: Labelled, known: Sequence[Known], rng: random.Random) -> Iterator[Example]:
    """Each question with passages of our search that answer it and that do not."""
    for one in known:
        query = labelled.vocabulary.corrected(one.text)
        found = labelled.retriever.search_now(query, one.courses, FOUND)
        yield from _examples(labelled.name, query, one, found, labelled.vocabulary, rng)


def _examples(
    name: str,
    query: str,
    one: Known,
    found: Sequence[Passage],
    vocabulary: Vocabulary,
    rng: random.Random,
) -> Iterator[Example]:
    split = split_of(one.id)
    source = SAMPLE_NAME if name == "sample" else REAL_NAME
    right: list[Example] = []
    wrong: list[Example] = []
    for place, passage in enumerate(found):
        spans = [span for forms in one.facts for span in exact(passage["text"], forms)]
        verdict = _verdict(one, passage)
        if verdict is None:
            continue
        row = Example(
            question=query,
            heading=heading(passage),
            text=passage["text"],
            source=source,
            split=split,
            asked=f"{source} {one.id}",
            answers=verdict,
            about=verdict if one.answerable else None,
            spans=spans if verdict else (),
            weight=WEIGHT if verdict else 1.0,
        )
        if verdict or place < FOUND // 2:
            (right if verdict else wrong).append(row)
    chosen = [*right[:POSITIVES], *wrong[:NEGATIVES]]
    if split == "train":
        chosen += [left for row in right[:1] if row.spans and (left := unanswered(row))]
    for row in chosen:
        yield cut(row, vocabulary, rng if split == "train" else None)


def heading(passage: Passage) -> str:
    """The line above a passage: its document and section."""
    title, section = passage["title"], passage["section"]
    return f"{title} > {section}" if section and section != title else title


def _verdict(one: Known, passage: Passage) -> bool | None:
    """Whether a passage answers; None where that is not known."""
    if not one.answerable:
        return None if one.facts else False
    if not one.facts:
        return None
    met = [bool(exact(passage["text"], forms)) for forms in one.facts]
    here = one.case is None or any(place.holds(passage) for place in one.case.expected)
    if here and sum(met) >= HALF * len(met):
        return True
    return None if here or any(met) else False


def _known(cases: Sequence[Case]) -> list[Known]:
    return [
        Known(case.id, asked.text, asked.courses, case.answerable, case, case.facts)
        for case in cases
        if case.split == "train" and (asked := asked_of(case)) is not None
    ]
