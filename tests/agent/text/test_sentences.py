"""Where sentences, items, rows and code stand: exact for every text."""

from hypothesis import example, given
from hypothesis import strategies as st

from agent.text.citations import cite, support
from agent.text.sentences import sentences
from tests.agent.parts import passage

PIECES = st.sampled_from(
    [
        "A tuple is fixed. ", "Is it? ", "e.g. this", "Dr. Ada", "- item", "1. step", "| a | b |",
        "|---|---|", "```", "x = [1, 2]", "# Title", "Speaker notes: said", "漢字。", "é", "\u00a0",
        "a:", "…", "\n", "\r\n", "\n\n", "\r\n\r\n", " ", "\t", "|", "~~~", "👩‍🔬", "\x00",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=200)


@given(TEXTS)
@example("Speaker notes: ")
@example("Speaker notes: A. B.")
def test_spans_are_in_order_and_hold_everything_but_space(text: str) -> None:
    spans = sentences(text)
    at = 0
    for span in spans:
        assert text[at : span.start].strip() == ""
        sentence = text[span.start : span.end]
        assert sentence
        assert sentence == sentence.strip()
        at = span.end
    assert text[at:].strip() == ""


@given(TEXTS.filter(lambda text: "\r" not in text))
def test_the_ends_of_lines_make_no_difference(text: str) -> None:
    windows = text.replace("\n", "\r\n")
    plain = [(text[s.start : s.end], s.kind) for s in sentences(text)]
    other = [(windows[s.start : s.end].replace("\r\n", "\n"), s.kind) for s in sentences(windows)]
    assert other == plain


@given(TEXTS, TEXTS)
def test_a_quote_is_text_of_its_passage_to_the_letter(text: str, statement: str) -> None:
    found = support(statement, passage(1, text))
    citation = cite(1, passage(1, text), [found])
    assert citation["quote"] == text[citation["start"] : citation["end"]]
    assert 0 <= citation["start"] <= citation["end"] <= len(text)
    assert 0 <= found.share <= 1


@given(TEXTS)
def test_every_span_supports_itself_where_it_stands(text: str) -> None:
    for span in sentences(text):
        found = support(text[span.start : span.end], passage(1, text))
        assert found.share == 1
        assert text[found.start : found.end].split() == text[span.start : span.end].split()


def test_notes_of_a_slide_lose_their_label() -> None:
    text = "- Push.\n\nSpeaker notes: Think of plates. They are stacked."
    found = [(text[span.start : span.end], span.kind) for span in sentences(text)]
    assert found[1:] == [
        ("Speaker notes:", "heading"),
        ("Think of plates.", "sentence"),
        ("They are stacked.", "sentence"),
    ]


def test_the_full_stop_of_a_german_date_ends_no_sentence() -> None:
    text = "Die letzte Vorlesung ist am 2. Februar. Danach kommt die Klausur am 3. Es gilt Raum 4."
    found = [text[span.start : span.end] for span in sentences(text)]
    assert found[0] == "Die letzte Vorlesung ist am 2. Februar."
    assert found[-1] == "Es gilt Raum 4."
