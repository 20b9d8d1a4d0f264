import pytest

from agent.text.dates import dates


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("due Friday 16 October", "--10-16"),
        ("on the 2nd of October, 2026", "2026-10-02"),
        ("Fri, Sept. 24th at 10pm", "--09-24"),
        ("November 12, 2031", "2031-11-12"),
        ("2026-10-16", "2026-10-16"),
        ("16.10.2026 at noon", "2026-10-16"),
        ("by 9/24", "--09-24"),
        ("by 24/9/26", "2026-09-24"),
        ("May 5", "--05-05"),
    ],
)
def test_a_date_is_read(text: str, iso: str) -> None:
    (found,) = dates(text)
    assert found.iso() == iso
    assert text[found.start : found.end].strip() == text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    ["Room 7-118", "version 3.11", "3/4 of the grade", "you may 5 times", "30 February", "10:30"],
)
def test_what_is_no_date_is_not(text: str) -> None:
    assert dates(text) == []


def test_a_year_is_taken_from_elsewhere_where_none_is_written() -> None:
    assert [found.iso(2026) for found in dates("7 September to 11 December 2027")] == [
        "2026-09-07",
        "2027-12-11",
    ]
