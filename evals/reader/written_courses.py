"""Examples of our own writing: invented course materials with questions as students type them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from agent.search.reader.window import weights
from agent.search.vocabulary import Vocabulary
from agent.text.english_words import stems
from evals.reader.example import Example, Split, cut
from evals.reader.hard import Passages
from evals.reader.near_misses import unanswered
from evals.reader.spans import exact

NAME = "written courses"
FOLDER = Path(__file__).with_name("written")
TENTHS: dict[int, Split] = {0: "choose", 1: "report"}
"""One document in ten is kept to choose, one in ten to report."""
OTHERS = 3  # other sections of the document that are read with a question
DRAWN = 200  # sections of other documents, of which the one that shares most is read, too


@dataclass
class Section:
    """A section of a document: what it answers, and what it only seems to answer."""

    id: str
    title: str  # of the document
    path: str  # "Heading > Subheading"
    lines: list[str] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)  # question, words that answer it
    near_misses: list[str] = field(default_factory=list)

    @property
    def heading(self) -> str:
        """The line above it: its document and section."""
        return f"{self.title} > {self.path}"

    @property
    def text(self) -> str:
        """What the section says."""
        return "\n".join(self.lines).strip()


@dataclass
class Document:
    """An invented document; no other document is searched with its questions."""

    id: str
    title: str
    sections: list[Section] = field(default_factory=list)

    @property
    def split(self) -> Split:
        """The same for all questions of a document."""
        return TENTHS.get(sha256(self.id.encode()).digest()[0] % 10, "train")


def examples(rng: random.Random, folder: Path = FOLDER) -> Iterator[Example]:
    """Each question with its section, without the sentence that answers it, with the sections of
    the same document that share most with it, and with one of another document. Raises
    `ValueError` for a faulty file."""
    documents = all_documents(folder)
    sections = [section for one in documents for section in one.sections]
    vocabulary = Vocabulary.of(section.text for section in sections)
    foreign = Foreign(documents, vocabulary)
    for document in documents:
        chosen = rng if document.split == "train" else None
        for one in _of_document(document, foreign, rng):
            yield cut(one, vocabulary, chosen)


class Foreign:
    """The sections of all documents, to ask questions of other documents over."""

    def __init__(self, documents: Sequence[Document], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.sections: defaultdict[Split, list[tuple[Document, Section, frozenset[str]]]]
        self.sections = defaultdict(list)
        for one in documents:
            self.sections[one.split] += [
                (one, part, frozenset(stems(part.text))) for part in one.sections
            ]

    def near(self, question: str, own: Document, rng: random.Random) -> Section | None:
        """Of some sections of the same split the one that shares most with the question, but not
        the word of it that is the rarest: with that word it could answer."""
        weight = weights(question, self.vocabulary)
        if not weight:
            return None
        rarest = max(weight, key=lambda stem: weight[stem])
        pool = self.sections[own.split]
        able = [
            (sum(weight[stem] for stem in weight.keys() & bag), section.id, section)
            for document, section, bag in rng.sample(pool, min(DRAWN, len(pool)))
            if document is not own and rarest not in bag
        ]
        return max(able)[2] if able else None


def _of_document(document: Document, foreign: Foreign, rng: random.Random) -> Iterator[Example]:
    by_id = {section.id: section for section in document.sections}
    passages = Passages({name: section.text for name, section in by_id.items()})
    for section in document.sections:
        questions = [*section.asked, *((question, None) for question in section.near_misses)]
        for question, answer in questions:
            one = Example(
                question=question,
                heading=section.heading,
                text=section.text,
                source=NAME,
                split=document.split,
                asked=f"{section.id} {question}",
                answers=answer is not None,
                about=True,
                spans=exact(section.text, [answer]) if answer else (),
            )
            yield one
            if answer and (left := unanswered(one)):
                yield left
            for name in passages.near(question, [section.id], OTHERS if answer else 1, rng):
                yield one.over(by_id[name].text, by_id[name].heading)
            if other := foreign.near(question, document, rng):
                yield one.over(other.text, other.heading)


def all_documents(folder: Path = FOLDER) -> list[Document]:
    """The documents of a folder's files. Raises `ValueError` for a faulty file."""
    return [one for file in sorted(folder.glob("*.txt")) for one in read_documents(file)]


def read_documents(file: Path) -> list[Document]:
    """The documents of a file; README.md of its folder describes the format.

    Raises `ValueError`, with the line, where the file breaks it.
    """
    documents: list[Document] = []
    fenced = False
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        fenced ^= line.startswith("```")
        try:
            _take(line, fenced, documents)
        except (IndexError, ValueError) as problem:
            raise ValueError(f"{file.name}:{number}: {problem}: {line}") from problem
    return documents


def _take(line: str, fenced: bool, documents: list[Document]) -> None:
    mark, _, rest = line.partition(" ")
    if fenced or mark not in {"#", "##", "??", "!!"}:
        if line or documents:
            documents[-1].sections[-1].lines.append(line)
        return
    if mark == "#":
        name, _, title = (part.strip() for part in rest.split(" | "))
        documents.append(Document(name, title))
        return
    document = documents[-1]
    if mark == "##":
        name = f"{document.id} {len(document.sections)}"
        document.sections.append(Section(name, document.title, rest.strip()))
    elif mark == "!!":
        document.sections[-1].near_misses.append(rest.strip())
    else:
        question, arrow, answer = rest.partition(" => ")
        section = document.sections[-1]
        if not arrow or not exact(section.text, [answer]):
            raise ValueError("the answer must stand in the section, word for word")
        section.asked.append((question.strip(), answer.strip()))
