"""The one line of a quote on the card of its source."""

from __future__ import annotations

import pytest

from api.page.source_line import LONGEST, first_line, with_line

CITATION = {"n": 1, "source": "intro/notes.md", "quote": ""}


@pytest.mark.parametrize(
    ("quote", "line"),
    [
        ("- A tuple is immutable.\n- It is ordered.", "A tuple is immutable."),
        ("3. Third item", "Third item"),
        ("| Kind | Mutable |\n|---|---|\n| list | yes |\n| tuple | no |", "Kind · Mutable"),
        ("| Kind | Mutable |\n|---|---|\n| list | yes |", "list · yes"),
        ("|---|---|\n| list | yes |", "list · yes"),
        ("\n\n> Quoted words", "Quoted words"),
        ("```\nprint(1)\n```", "print(1)"),
        ("```python\nprint(1)\n```", "print(1)"),
        ("***\n---", ""),
        ("5 * 3 is 15", "5 * 3 is 15"),
    ],
)
def test_the_first_line_with_words_is_shown_without_its_marks(quote: str, line: str) -> None:
    assert first_line(quote) == line


def test_a_long_line_ends_at_a_word() -> None:
    line = first_line("word " * 100)
    assert len(line) <= LONGEST + 1
    assert line.endswith("word…")


def test_the_line_is_rendered_and_nothing_in_it_is_active() -> None:
    shown = with_line(CITATION | {"quote": "A **tuple** is `(1, 2)` <img src=x onerror=alert(1)>"})
    assert shown["line"].startswith("A <strong>tuple</strong> is <code>(1, 2)</code>")
    assert "<img" not in shown["line"]
    plain = with_line(CITATION | {"source": "a/b.pdf", "quote": "2 * 3 * 4"})
    assert plain["line"] == "2 * 3 * 4"
