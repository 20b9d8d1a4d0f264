from hypothesis import given
from hypothesis import strategies as st

from agent.reasoners.reasoning import ReasoningFilter


def shown(*pieces: str) -> str:
    thoughts = ReasoningFilter()
    return "".join([thoughts.feed(piece) for piece in pieces]) + thoughts.flush()


def test_thoughts_are_removed() -> None:
    assert shown("<think>hm, tuples</think>A tuple is fixed.") == "A tuple is fixed."


def test_thoughts_that_never_end_stay_hidden() -> None:
    assert shown("Yes. <think>but then", " again") == "Yes. "


def test_text_that_only_begins_like_a_tag_is_shown() -> None:
    assert shown("a <thin", "g> b <") == "a <thing> b <"


@given(st.lists(st.sampled_from(["<think>", "</think>", "a", "<", "think", ">", " "])), st.data())
def test_how_the_text_is_cut_makes_no_difference(parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert shown(*pieces) == shown(text)
