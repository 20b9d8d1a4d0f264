"""Labelled questions with the index in which they are searched."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from agent.compose.indexes import open_index
from agent.embedding.model import LocalEmbeddings
from agent.errors import IndexEmpty, InvalidRequest
from agent.index import Index
from agent.milvus.engine import Engine
from agent.milvus.store import MilvusIndex
from agent.nodes.retrieve import Retriever
from agent.reasoner import Exchange
from agent.search.followup import standalone
from agent.search.vocabulary import Vocabulary
from agent.settings import Settings
from agent.store.catalog import Catalog
from agent.text.english import stems_of
from agent.types import GENERAL, Chunk, Passage, indexed_text
from evals.case_indexes import bring_up_to_date, settings_for
from evals.golden.cases import NATURAL, NATURAL_REAL, SAMPLE, Case, plain, read_cases

FITTING = SAMPLE.with_name("fitting.jsonl")
NOT_SEARCHED = frozenset(
    "small-talk about-conversation other-language place quiz hint code error".split()
)
"""Kinds of messages that the search for passages does not answer, or not by their own words."""

Evidence = Callable[[Passage], bool]
"""Whether a passage is this piece of evidence."""


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A labelled standalone question."""

    text: str
    answerable: bool
    kind: str
    group: str  # questions of a group are never on both sides of a fold
    evidence: tuple[Evidence, ...] = ()  # all are required; empty if unknown
    courses: tuple[str, ...] = ()

    def rank(self, found: Sequence[Passage]) -> int | None:
        """The number of first passages that contain all evidence; None if some is missing."""
        firsts = [
            next((n for n, passage in enumerate(found, start=1) if holds(passage)), None)
            for holds in self.evidence
        ]
        seen = [first for first in firsts if first is not None]
        return max(seen) if seen and len(seen) == len(firsts) else None


@dataclass(frozen=True)
class Labelled:
    """A set of questions and the parts of their search."""

    name: str
    questions: list[LabelledQuestion]
    index: Index
    embeddings: LocalEmbeddings
    vocabulary: Vocabulary
    retriever: Retriever


@contextmanager
def opened_sample(settings: Settings, embeddings: LocalEmbeddings) -> Generator[Labelled]:
    """The training halves and `fitting.jsonl`, over the index of the sample courses.

    Raises `IndexEmpty` before the first ingest.
    """
    rows = map(_from_row, _read(FITTING))
    questions = [*_searched(SAMPLE), *_searched(NATURAL), *rows]
    with _opened_courses("sample", questions, settings, embeddings) as labelled:
        yield labelled


@contextmanager
def opened_real(
    settings: Settings, embeddings: LocalEmbeddings, materials: Path
) -> Generator[Labelled]:
    """The training half over the real courses, whose index is brought up to date first."""
    own = settings_for(settings, materials)
    bring_up_to_date(own)
    with _opened_courses("real", _searched(NATURAL_REAL), own, embeddings) as labelled:
        yield labelled


@contextmanager
def _opened_courses(
    name: str, questions: list[LabelledQuestion], settings: Settings, embeddings: LocalEmbeddings
) -> Generator[Labelled]:
    with (
        closing(Catalog(settings.database)) as catalog,
        closing(
            open_index(settings, embeddings.identity, catalog.view, embeddings.cosine_floor)
        ) as index,
    ):
        if not index.count():
            raise IndexEmpty
        yield _labelled(
            name, questions, index, embeddings, settings, index.texts(), catalog.titles()
        )


def _searched(file: Path) -> list[LabelledQuestion]:
    """The training half of a file, without what is answered in other ways than by a search."""
    cases = [case for case in read_cases(file) if case.split == "train"]
    return [asked for case in cases if (asked := asked_of(case)) is not None]


def asked_of(case: Case) -> LabelledQuestion | None:
    """A case as a question to be searched; None where it is answered in other ways."""
    return None if case.kind in NOT_SEARCHED else _from_case(case)


@contextmanager
def opened_folder(
    folder: Path, settings: Settings, embeddings: LocalEmbeddings, asked: Path | None = None
) -> Generator[Labelled]:
    """A folder's passages.jsonl and questions.jsonl, in a scratch index.

    Passages have `id`, `title` and `text`; questions `question`, `answerable` and the ids of their
    evidence: `passage`, or `passages` if all are required. `asked`: another file of questions.
    Raises `InvalidRequest`.
    """
    chunks = [_chunk(row, at) for at, row in enumerate(_read(folder / "passages.jsonl"))]
    questions = [_from_bench(row) for row in _read(asked or folder / "questions.jsonl")]
    with opened_chunks(folder.name, chunks, questions, settings, embeddings) as labelled:
        yield labelled


@contextmanager
def opened_chunks(
    name: str,
    chunks: Sequence[Chunk],
    questions: list[LabelledQuestion],
    settings: Settings,
    embeddings: LocalEmbeddings,
) -> Generator[Labelled]:
    """Chunks in a scratch index, with their questions."""
    texts = [indexed_text(chunk) for chunk in chunks]
    with tempfile.TemporaryDirectory() as scratch:
        engine = Engine(Path(scratch) / "labelled.db")
        floor = embeddings.cosine_floor
        opened = MilvusIndex(engine, embedding=embeddings.identity, floor=floor)
        with closing(opened) as index:
            index.write(list(chunks), embeddings.embed_documents(texts))
            yield _labelled(name, questions, index, embeddings, settings, texts)


def _labelled(
    name: str,
    questions: list[LabelledQuestion],
    index: Index,
    embeddings: LocalEmbeddings,
    settings: Settings,
    texts: Iterable[str],
    titles: Mapping[str, Iterable[str]] = MappingProxyType({}),
) -> Labelled:
    vocabulary = Vocabulary.of(texts, stems_of(embeddings.whole_words()), titles)
    retriever = Retriever(index, embeddings, lambda: vocabulary, settings.passages)
    return Labelled(name, questions, index, embeddings, vocabulary, retriever)


def _from_case(case: Case) -> LabelledQuestion:
    history: list[Exchange] = []
    for turn in case.turns[:-1]:
        history.append(Exchange(turn, standalone(turn, history), ""))
    holds = [place.holds for place in case.expected]
    needed = tuple(holds) if case.all else (lambda passage: any(h(passage) for h in holds),)
    return LabelledQuestion(
        text=standalone(case.question, history),
        answerable=case.answerable,
        kind=case.kind,
        group=case.id,
        evidence=needed if case.answerable else (),
        courses=(case.course,) if case.course else (),
    )


def _from_row(row: dict[str, Any]) -> LabelledQuestion:
    words = row.get("evidence")
    return LabelledQuestion(
        text=row["question"],
        answerable=row["answerable"],
        kind=row["kind"],
        group=row["question"],
        evidence=(lambda passage: plain(words) in plain(_indexed(passage)),) if words else (),
    )


def _from_bench(row: dict[str, Any]) -> LabelledQuestion:
    ids = row["passages"] if "passages" in row else [row["passage"]] if row.get("passage") else []
    return LabelledQuestion(
        text=row["question"],
        answerable=row["answerable"],
        kind="answerable" if row["answerable"] else "near-miss",
        group=ids[0].split("#")[0] if ids else row["question"],
        evidence=tuple(is_passage(id_) for id_ in ids) if row["answerable"] else (),
    )


def is_passage(id_: str) -> Evidence:
    """Whether it is the passage of this id."""
    return lambda passage: passage["id"] == id_


def _indexed(passage: Passage) -> str:
    """The indexed text of a passage."""
    return "\n".join((passage["title"], passage["section"], passage["text"]))


def _chunk(row: dict[str, Any], at: int) -> Chunk:
    return Chunk(
        id=f"{row['id']}",
        document_id=row["title"],
        version="",
        ordinal=at,
        source=row["title"],
        course=GENERAL,
        title=row["title"],
        section=row.get("section", ""),
        page=row.get("page"),
        text=row["text"],
    )


def _read(file: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise InvalidRequest(
            f"{file} cannot be read: {error}.",
            "Name a folder with passages.jsonl and questions.jsonl.",
        ) from error
