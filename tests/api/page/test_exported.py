"""Conversations as files: text from the right beside other text."""

from api.page.exported import _note as note_of


def test_a_note_in_an_export_keeps_text_from_the_right_apart() -> None:
    note = {
        "n": 1,
        "source": "فيزياء/الحركة.md",
        "page": None,
        "section": "السقوط",
        "title": "Notes",
    }
    text = note_of(1, note | {"quote": "السقوط الحر."})
    assert "[^1-1]: Notes, \u2066فيزياء/الحركة.md\u2069, \u2068السقوط\u2069: \u2068“" in text
    latin = {"n": 1, "source": "a.md", "page": None, "section": "Tuples", "title": "Notes"}
    assert note_of(2, latin | {"quote": "A tuple."}) == "[^2-1]: Notes, a.md, Tuples: “A tuple.”"
