import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.hidden_reasoning import ReasoningFilter


def shown(*pieces: str) -> str:
    """What stays of the pieces, as `Model.ask` uses the filter."""
    thoughts, kept = ReasoningFilter(), ""
    for piece in pieces:
        new = thoughts.feed(piece)
        kept = new if thoughts.restarted() else kept + new
    return kept + thoughts.flush()


def test_thoughts_are_removed() -> None:
    assert shown("<think>hm, tuples</think>A tuple is fixed.") == "A tuple is fixed."


def test_thoughts_that_never_end_stay_hidden() -> None:
    assert shown("Yes. <think>but then", " again") == "Yes. "


@pytest.mark.parametrize(
    "written",
    [
        "<THINK>hm</THINK>A tuple is fixed.",
        "<thinking>hm</thinking>A tuple is fixed.",
        "< think >hm< /think >A tuple is fixed.",
        "◁think▷hm◁/think▷A tuple is fixed.",
        "[THINK]hm[/THINK]A tuple is fixed.",
        "<reasoning>hm</reasoning>A tuple is fixed.",
        "<think>a<think>b</think>c</think>A tuple is fixed.",
        "hm, the opening tag stood in my prompt</think>A tuple is fixed.",
        "<think>hm</think>hm again</think>A tuple is fixed.",
    ],
)
def test_thoughts_have_many_marks(written: str) -> None:
    assert shown(written) == shown(*written) == "A tuple is fixed."


def test_text_that_only_begins_like_a_tag_is_shown() -> None:
    assert shown("a <thin", "g> b <") == "a <thing> b <"


PARTS = ["<think>", "</think>", "a", "<", "think", ">", " ", "◁"]


@given(st.lists(st.sampled_from(PARTS)), st.data())
def test_how_the_text_is_cut_makes_no_difference(parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert shown(*pieces) == shown(text)
