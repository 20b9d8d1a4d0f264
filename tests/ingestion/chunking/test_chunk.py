"""Chunks: what they may never do, and what a reader expects of them. Tokens are the model's own."""

from __future__ import annotations

import re
import string
import time
import tracemalloc
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from agent.types import Chunk, indexed_text
from ingestion.chunking.chunk import chunk
from ingestion.elements import Element, Parsed
from ingestion.origin import Origin
from ingestion.parsers import parse
from tests.ingestion.words import WordEmbeddings

TOKENIZER = Path(__file__).parents[3] / "data/models/all-MiniLM-L6-v2-int8/tokenizer.json"
ORIGIN = Origin("d" * 16, "v" * 12, "cs101/notes.pdf", "Notes")


@dataclass
class ModelTokens:
    tokenizer: Tokenizer
    max_tokens: int = 256

    def count_tokens(self, text: str) -> int:
        return len(self.tokenizer.encode(text))

    def tokenize_offsets(self, text: str) -> list[tuple[int, int]]:
        return list(self.tokenizer.encode(text, add_special_tokens=False).offsets)


def model_tokens() -> ModelTokens:
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return ModelTokens(tokenizer)


TOKENS = model_tokens()


def chunks(*elements: Element, origin: Origin = ORIGIN) -> list[Chunk]:
    return list(chunk(Parsed("", list(elements)), origin, TOKENS))


def bare(text: str) -> str:
    """A text without white space and without what the chunker puts around it."""
    return re.sub(r"\s|`|~|Speaker notes:", "", text)


WORDS = st.text(string.ascii_letters + "äß漢字💡.,:;()|`#*-_'\"\\ \t", min_size=1, max_size=60)
LONG_WORDS = st.integers(1, 700).map(lambda n: "ab" * n)
LINES = st.lists(WORDS | LONG_WORDS, min_size=1, max_size=40)
ELEMENTS = st.builds(
    Element,
    kind=st.sampled_from(["heading", "paragraph", "list_item", "code", "notes"]),
    text=st.builds(lambda lines, glue: glue.join(lines), LINES, st.sampled_from([" ", "\n", ". "])),
    level=st.integers(1, 4),
    page=st.none() | st.integers(1, 3),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(ELEMENTS, max_size=12), st.text(max_size=300))
def test_the_model_reads_every_chunk_whole_and_nothing_is_lost(
    elements: list[Element], title: str
) -> None:
    made = chunks(*elements, origin=Origin("d", "v", "a.md", title))
    assert max((TOKENS.count_tokens(indexed_text(c)) for c in made), default=0) <= 256
    assert [c["ordinal"] for c in made] == list(range(len(made)))
    written = [e for e in elements if e.kind != "heading"]
    rest = iter(bare("".join(c["text"] for c in made)))
    for element in written:  # in order; bare headings may stand between
        assert all(char in rest for char in bare(element.text))


@settings(deadline=None)
@given(st.lists(ELEMENTS, max_size=12))
def test_no_chunk_spans_two_pages(elements: list[Element]) -> None:
    marked = [
        Element("paragraph", f"page{e.page} begins.", page=e.page) if e.kind == "heading" else e
        for e in elements
    ]
    for made in chunks(*marked):
        assert all(int(n) == made["page"] for n in re.findall(r"page(\d) begins", made["text"]))


def test_headings_become_the_section_and_the_title_does_not() -> None:
    made = chunks(
        Element("heading", "Notes", level=1),
        Element("paragraph", "Welcome."),
        Element("heading", "Tuples", level=2),
        Element("paragraph", "They are fixed."),
        Element("heading", "Unpacking", level=3),
        Element("paragraph", "Both sides match."),
        Element("heading", "Sets", level=2),
        Element("paragraph", "They have no order."),
    )
    assert [(c["section"], c["text"]) for c in made] == [
        ("", "Welcome."),
        ("Tuples", "They are fixed."),
        ("Tuples > Unpacking", "Both sides match."),
        ("Sets", "They have no order."),
    ]


def test_a_heading_with_nothing_below_it_is_text() -> None:
    made = chunks(
        Element("heading", "Exams", level=1),
        Element("heading", "Midterm: 22 October", level=2),
        Element("heading", "Final: 11 December", level=2),
    )
    assert [(c["section"], c["text"]) for c in made] == [
        ("Exams", "Midterm: 22 October\n\nFinal: 11 December")
    ]


def test_an_untitled_slide_does_not_inherit_a_section() -> None:
    made = chunks(
        Element("heading", "Lists", level=1, page=1),
        Element("paragraph", "Ordered.", page=1),
        Element("heading", "", level=1, page=2),
        Element("paragraph", "Something else.", page=2),
    )
    assert [(c["section"], c["page"]) for c in made] == [("Lists", 1), ("", 2)]


def test_ids_and_course_come_from_the_origin() -> None:
    (made,) = chunks(Element("paragraph", "Text."))
    assert made["id"] == f"{'d' * 16}:{'v' * 12}:0"
    assert (made["course"], made["title"]) == ("cs101", "Notes")
    (top,) = chunks(Element("paragraph", "Text."), origin=Origin("d", "v", "faq.md", "FAQ"))
    assert top["course"] == "general"


def test_code_stays_whole_fenced_and_with_what_announces_it() -> None:
    prose = Element("paragraph", "A list can be changed after it was made. " * 16)
    lead = Element("paragraph", "For example:")
    code = Element("code", "x = []\nx.append(1)\nprint(x)", language="python")
    output = Element("code", "[1]", language="output")
    made = chunks(prose, lead, code, output)
    expected = "```python\nx = []\nx.append(1)\nprint(x)\n```\n\n```output\n[1]\n```"
    assert made[-1]["text"].endswith(f"For example:\n\n{expected}")


def test_list_items_stand_line_below_line() -> None:
    (made,) = chunks(
        Element("paragraph", "Two rules:"),
        Element("list_item", "1. First."),
        Element("list_item", "2. Then."),
    )
    assert made["text"] == "Two rules:\n\n1. First.\n2. Then."


def test_a_long_table_repeats_its_header() -> None:
    rows = [f"| method{n} | what it does to the list, in some words |" for n in range(60)]
    table = "\n".join(["| Method | Effect |", "| --- | --- |", *rows])
    made = chunks(Element("table", table))
    assert len(made) > 1
    assert all(c["text"].startswith("| Method | Effect |\n| --- | --- |\n| method") for c in made)
    found = [row for c in made for row in c["text"].splitlines()[2:]]
    assert found == rows


def test_a_long_program_is_cut_between_lines() -> None:
    lines = [f"result_{n} = compute(value_{n}, {n})" for n in range(80)]
    made = chunks(Element("code", "\n".join(lines), language="python"))
    parts = [c["text"].removeprefix("```python\n").removesuffix("\n```") for c in made]
    assert "\n".join(parts).splitlines() == lines


def test_long_paragraphs_are_cut_at_sentence_ends() -> None:
    sentences = [f"Sentence number {n} says that lists can be changed." for n in range(80)]
    made = chunks(Element("paragraph", " ".join(sentences)))
    assert all(c["text"].endswith("changed.") for c in made)
    assert all(TOKENS.count_tokens(indexed_text(c)) > 100 for c in made)


def test_what_is_left_over_joins_the_chunk_before() -> None:
    body = Element("paragraph", "A list can be changed after it was made. " * 18)
    made = chunks(body, Element("paragraph", "That is all."))
    assert [c["text"].endswith("That is all.") for c in made] == [True]


@pytest.mark.parametrize(
    ("unit", "length"),  # the more tokens, the shorter
    [("a", 400_000), ("word ", 400_000), ("x=1;", 200_000), ("漢", 100_000), ("Yes. ", 200_000)],
)
def test_an_endless_line_takes_linear_time(unit: str, length: int) -> None:
    def seconds(length: int) -> float:
        started = time.process_time()
        made = chunks(Element("paragraph", (unit * length)[:length]))
        assert all(len(c["text"]) <= 2_100 for c in made)
        return time.process_time() - started

    seconds(10_000)
    assert seconds(length) < 12 * seconds(length // 4) + 0.5


def test_overlong_headings_leave_room_for_text() -> None:
    made = chunks(
        Element("heading", "Chapter " * 60, level=1),
        Element("heading", "Section " * 60, level=2),
        Element("paragraph", "Text of the section. " * 30),
        origin=Origin("d", "v", "a.md", "Title " * 200),
    )
    assert [key for key, _ in groupby(c["section"][:8] for c in made)]
    assert all(TOKENS.count_tokens(indexed_text(c)) <= 256 for c in made)


def test_of_a_long_table_only_a_part_is_held(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        """Most memory in bytes while a table of so many rows becomes chunks."""
        table, name = tmp_path / f"{rows}.csv", "x" * 300
        table.write_text("id,name\n" + "".join(f"{n},{name}\n" for n in range(rows)))
        tracemalloc.start()
        made = sum(1 for _ in chunk(parse(table), ORIGIN, WordEmbeddings()))
        assert made > rows / 100
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    peak(100)  # loads what the first file needs
    assert peak(15_000) < 1.2 * peak(5_000)
