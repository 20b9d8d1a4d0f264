from agent.draft import Draft, render


def test_passages_are_numbered_as_they_are_first_cited() -> None:
    draft = Draft()
    shown = [
        draft.add("Lists change."),
        draft.cite("b"),
        draft.add(" Tuples do not."),
        draft.cite("a"),
        draft.cite("b"),
    ]
    assert "".join(shown) == "Lists change. [1] Tuples do not. [2][1]"
    assert draft.cited == ["b", "a"]


def test_one_passage_is_cited_once_for_one_statement() -> None:
    draft = Draft()
    draft.add("Lists change.")
    assert draft.cite("a") == " [1]"
    assert draft.cite("a") == ""


def test_nothing_can_be_cited_before_the_first_word() -> None:
    assert Draft().cite("a") == ""


def test_a_marker_stands_below_a_fence_so_that_the_fence_closes() -> None:
    draft = Draft()
    draft.add("```\nx = (1, 2)\n")
    draft.add("``")
    draft.add("`")
    assert draft.cite("a") == "\n[1]"


def test_rendering_the_segments_gives_what_was_streamed() -> None:
    draft = Draft()
    streamed = "".join(
        [
            draft.add("  A tuple "),
            draft.add("is fixed."),
            draft.cite("a"),
            draft.add(" So is a string."),
            draft.cite("b"),
        ]
    )
    assert render(draft.segments) == (streamed, ["a", "b"])
