from hypothesis import given
from hypothesis import strategies as st

from agent.reasoner import Cite
from agent.reasoners.llm.markers import MarkerParser


def parse(*pieces: str) -> list[str | Cite]:
    """Everything that the parser returns, neighbouring texts joined."""
    parser = MarkerParser()
    parsed = [part for piece in pieces for part in parser.feed(piece)] + parser.flush()
    joined: list[str | Cite] = []
    for part in parsed:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def test_a_marker_becomes_a_citation() -> None:
    assert parse("A tuple is fixed [2].") == ["A tuple is fixed ", Cite(2), "."]


def test_several_numbers_in_one_marker_are_several_citations() -> None:
    assert parse("Yes [1, 3]") == ["Yes ", Cite(1), Cite(3)]


def test_a_marker_may_come_in_pieces() -> None:
    assert parse("fixed [", "1", "2", "] ok") == ["fixed ", Cite(12), " ok"]


def test_brackets_in_code_are_code() -> None:
    text = "Write `x[0]` or\n```\ny = x[1]\n```\n"
    assert parse(text) == [text]


def test_an_unclosed_back_quote_hides_markers_on_its_own_line_only() -> None:
    assert parse("a ` b [1]\nc [2]") == ["a ` b [1]\nc ", Cite(2)]


def test_other_brackets_are_text() -> None:
    text = "see [the notes](x) and [a] and [12345] and ["
    assert parse(text) == [text]


def test_an_image_becomes_a_link_but_not_in_code() -> None:
    assert parse("![cat](http://x/y.png)") == ["[cat](http://x/y.png)"]
    assert parse("`![cat](x)` ![1](http://x)") == ["`![cat](x)` !", Cite(1), "(http://x)"]
    assert parse("Great![1]") == ["Great!", Cite(1)]


@given(st.text(alphabet="ab [1,2]`\n.!", max_size=60), st.data())
def test_how_the_text_is_cut_into_pieces_makes_no_difference(
    text: str, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert parse(*pieces) == parse(text)
