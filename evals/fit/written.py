"""The written courses as labelled questions: each is searched in the sections of its document."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from agent.embedding.model import LocalEmbeddings
from agent.settings import Settings
from agent.types import Chunk
from evals.fit.labelled import Labelled, LabelledQuestion, is_passage, opened_chunks
from evals.reader import off_topic
from evals.reader.example import Split
from evals.reader.written_courses import Document, Section, all_documents

NAME = "written"
ELSEWHERE_STEP = 5  # every so many-th question is asked in another document, too


def documents(split: Split) -> list[Document]:
    """The documents of a split. Raises `ValueError` for a faulty file."""
    return [one for one in all_documents() if one.split == split]


@contextmanager
def opened_written(
    found: Sequence[Document], settings: Settings, embeddings: LocalEmbeddings
) -> Generator[Labelled]:
    """Each document as a course of its own, with all of its questions; some are asked again in a
    document on another subject, which does not answer them, as it does not answer the everyday
    questions that are asked in the documents that share most words with them."""
    chunks = [chunk for one in found for chunk in _chunks(one)]
    questions = [asked for one in found for asked in _questions(one)]
    half = len(found) // 2
    for one, other in zip(found, [*found[half:], *found[:half]], strict=True):
        questions += [
            replace(asked, answerable=False, kind="elsewhere", evidence=(), courses=(other.id,))
            for asked in [*_questions(one)][::ELSEWHERE_STEP]
        ]
    questions += _off_topic(found)
    with opened_chunks(NAME, chunks, questions, settings, embeddings) as labelled:
        yield labelled


def _chunks(document: Document) -> Iterator[Chunk]:
    for at, section in enumerate(document.sections):
        yield Chunk(
            id=section.id,
            document_id=document.id,
            version="",
            ordinal=at,
            source=document.id,
            course=document.id,
            title=document.title,
            section=section.path,
            page=None,
            text=section.text,
        )


def _questions(document: Document) -> Iterator[LabelledQuestion]:
    for section in document.sections:
        for question, _ in section.asked:
            yield _question(question, section, document.id, answerable=True)
        for question in section.near_misses:
            yield _question(question, section, document.id, answerable=False)


def _off_topic(found: Sequence[Document]) -> Iterator[LabelledQuestion]:
    """The everyday questions of the documents' split."""
    course_of = {part.id: one.id for one in found for part in one.sections}
    sections = [part for one in found for part in one.sections]
    for question, nearest in off_topic.nearest(off_topic.questions(found[0].split), sections):
        for course in dict.fromkeys(course_of[section.id] for section in nearest):
            yield LabelledQuestion(question, False, "off-topic", course, courses=(course,))


def _question(text: str, section: Section, course: str, *, answerable: bool) -> LabelledQuestion:
    return LabelledQuestion(
        text=text,
        answerable=answerable,
        kind="answerable" if answerable else "near-miss",
        group=course,
        evidence=(is_passage(section.id),) if answerable else (),
        courses=(course,),
    )
