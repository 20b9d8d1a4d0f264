"""`python -m evals.bench.languages --bench DIR`: search across languages, on parallel questions.

DIR has a file per language, `es.jsonl`, as `../shared/bench/xquad`: the same passages in each, with
`id`, `text` and `questions`. Each pair of languages has an index of its own; English is asked over
the others and the others over English. The embedding model is the one of the settings.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from langchain_core.embeddings import Embeddings
from rich.console import Console
from rich.table import Table

from agent.compose import open_embeddings
from agent.embedding.model import LocalEmbeddings
from agent.errors import InvalidRequest, MentorError
from agent.languages.names import ENGLISH
from agent.milvus.engine import Engine
from agent.milvus.store import MilvusIndex
from agent.nodes.retrieve import Order, Retriever
from agent.search.ranking import ranked
from agent.search.vocabulary import Vocabulary
from agent.settings import read_settings
from agent.text.english import stems_of
from agent.types import GENERAL, Chunk, indexed_text
from evals.arms import DEPTH, bm25, dense

CUT, DEEP = 5, 10  # of hit@5 and MRR@10
ARMS: dict[str, tuple[Order, int]] = {
    "ours": (ranked, 20), "dense": (dense, DEPTH), "words": (bm25, DEPTH)
}  # fmt: skip


class Parallel(NamedTuple):
    """The passages of one language, and its questions."""

    chunks: list[Chunk]
    questions: list[tuple[str, str]]  # the question and its passage's id


def main(arguments: Sequence[str] | None = None) -> int:
    """0 on success, 2 if it could not start."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.languages", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--pairs", help="language pairs of question and passage, such as es-es,en-es"
    )
    parser.add_argument("--every", type=int, default=1, help="every n-th question only")
    parser.add_argument(
        "--arms", default=",".join(ARMS), help=f"orders of a search, by default {','.join(ARMS)}"
    )
    options = parser.parse_args(arguments)
    try:
        sets = {file.stem: read_language(file) for file in sorted(options.bench.glob("*.jsonl"))}
        if not sets:
            raise InvalidRequest(f"There are no languages in {options.bench}.", "Name --bench DIR.")
        chosen = options.pairs.split(",") if options.pairs else _pairs(sets)
        arms = options.arms.split(",")
        if unknown := set(arms) - set(ARMS):
            raise InvalidRequest(
                f"There is no order {', '.join(unknown)}.", f"Use some of {', '.join(ARMS)}."
            )
        _measure(sets, chosen, options.every, arms)
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    return 0


def _pairs(sets: Iterable[str]) -> list[str]:
    others = [code for code in sets if code != ENGLISH]
    crossed = [pair for code in others for pair in (f"{ENGLISH}-{code}", f"{code}-{ENGLISH}")]
    return [*(f"{code}-{code}" for code in sets), *crossed]


def _measure(
    sets: dict[str, Parallel], pairs: Sequence[str], every: int, arms: Sequence[str]
) -> None:
    settings = read_settings()
    embeddings = OnceEmbedded(open_embeddings(settings))
    console, table = Console(), Table(title=embeddings.identity, title_justify="left")
    for column in ("question", "passages", *(f"{arm} {of}" for arm in arms for of in FIGURES)):
        table.add_column(column, justify="right")
    for pair in pairs:
        asked, written = pair.split("-")
        row = _figures(sets[asked].questions[::every], sets[written].chunks, embeddings, arms)
        table.add_row(asked, written, *row)
        console.print(pair, *row)
    console.print(table)


FIGURES = (f"hit@{CUT}", f"MRR@{DEEP}")


@contextmanager
def opened_language(
    chunks: list[Chunk], embeddings: OnceEmbedded
) -> Generator[tuple[MilvusIndex, Vocabulary]]:
    """A scratch index of the passages of one language, and its words."""
    texts = [indexed_text(chunk) for chunk in chunks]
    vocabulary = Vocabulary.of(texts, stems_of(embeddings.whole_words()))
    with tempfile.TemporaryDirectory() as scratch:
        engine, floor = Engine(Path(scratch) / "languages.db"), embeddings.cosine_floor
        with closing(MilvusIndex(engine, embedding=embeddings.identity, floor=floor)) as index:
            index.write(chunks, embeddings.embed_documents(texts))
            yield index, vocabulary


def _figures(
    questions: Sequence[tuple[str, str]],
    chunks: list[Chunk],
    embeddings: OnceEmbedded,
    arms: Sequence[str],
) -> list[str]:
    found: list[str] = []
    with opened_language(chunks, embeddings) as (index, vocabulary):
        for order, candidates in map(ARMS.__getitem__, arms):
            retriever = Retriever(index, embeddings, lambda: vocabulary, DEEP, order, candidates)
            found += _shares([_rank(retriever, *asked) for asked in questions])
    return found


def _rank(retriever: Retriever, question: str, passage: str) -> int | None:
    found = asyncio.run(retriever.search(question, (), DEEP))
    places = [place for place, hit in enumerate(found, start=1) if hit["id"] == passage]
    return places[0] if places else None


def _shares(ranks: Sequence[int | None]) -> list[str]:
    hits = sum(rank is not None and rank <= CUT for rank in ranks) / len(ranks)
    reciprocal = sum(1 / rank for rank in ranks if rank) / len(ranks)
    return [f"{hits:.3f}", f"{reciprocal:.3f}"]


class OnceEmbedded(Embeddings):
    """A model that embeds each text once."""

    def __init__(self, model: LocalEmbeddings) -> None:
        self._model = model
        self._asked: dict[str, list[float]] = {}
        self._vectors: dict[str, list[float]] = {}
        self.identity = model.identity
        self.cosine_floor = model.cosine_floor
        self.multilingual = model.multilingual
        self.whole_words = model.whole_words

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """See `Embeddings`."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        self._vectors |= dict(zip(new, self._model.embed_documents(new), strict=True))
        return [self._vectors[text] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """See `Embeddings`."""
        if text not in self._asked:
            self._asked[text] = self._model.embed_query(text)
        return self._asked[text]


def read_language(file: Path) -> Parallel:
    """The passages and questions of a file."""
    chunks: list[Chunk] = []
    questions: list[tuple[str, str]] = []
    for at, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        chunks.append(_chunk(row["id"], at, row["text"]))
        questions += [(asked["question"], row["id"]) for asked in row["questions"]]
    return Parallel(chunks, questions)


def _chunk(id_: str, at: int, text: str) -> Chunk:
    name = id_.split("#")[0]
    return Chunk(
        id=id_, document_id=name, version="", ordinal=at, source=name, course=GENERAL,
        title="", section="", page=None, text=text,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
