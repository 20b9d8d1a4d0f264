"""One text in eight formats: each of its 50 facts is read, with its section or its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.chunking.sections import sections
from ingestion.parsers import parse
from tests.ingestion.parsers.makers.same import PAGED, SECTIONS, WRITERS

LEAST = 0.98
FACTS = [(section, fact) for section in SECTIONS for fact in section.facts]


@pytest.mark.parametrize("suffix", WRITERS)
def test_each_fact_is_found_in_its_section_or_on_its_page(tmp_path: Path, suffix: str) -> None:
    WRITERS[suffix](tmp_path / f"course{suffix}")
    parsed = parse(tmp_path / f"course{suffix}")
    places = [
        (part.path, part.page, " ".join(" ".join(e.text.split()) for e in part.elements))
        for part in sections(parsed, parsed.title)
    ]
    lost = [
        (section.topic, fact)
        for section, fact in FACTS
        if not any(
            fact in said
            and section.topic in (path[-1] if path else parsed.title)
            and (suffix not in PAGED or page == section.number)
            for path, page, said in places
        )
    ]
    assert len(FACTS) == 50
    assert len(lost) <= (1 - LEAST) * len(FACTS), lost[:10]
    assert parsed.notes == ()
