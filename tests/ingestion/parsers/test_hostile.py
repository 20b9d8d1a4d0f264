"""Files that break programs: none stops the others, and each is listed with a reason that its
teacher understands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from agent.errors import Unreadable
from ingestion.parsers import parse
from tests.ingestion.parsers.hostile import BAD, GOOD, SENTENCE, UNOPENED, hostile
from tests.service import ingest

NOT_FOR_TEACHERS = re.compile(r"\w+(Error|Exception)\b|Traceback|<class|\bNone\b|0x[0-9a-f]{4}")


@pytest.mark.parametrize("name", GOOD)
def test_the_sentence_is_found(tmp_path: Path, name: str) -> None:
    GOOD[name](tmp_path / name)
    parsed = parse(tmp_path / name)
    told = "\n".join(element.text for element in parsed.elements)
    assert SENTENCE in told
    assert not re.search(r"alert|steal|\0", told)


@pytest.mark.parametrize("name", [name for name in BAD if name not in UNOPENED])
def test_the_reason_is_a_sentence(tmp_path: Path, name: str) -> None:
    make, reason = BAD[name]
    make(tmp_path / name)
    with pytest.raises(Unreadable, match=reason) as error:
        parse(tmp_path / name)
    assert_sentence(error.value.message)


def test_a_reason_is_not_that_of_the_file_before(tmp_path: Path) -> None:
    for name in ("locked.pdf", "no-page.pdf"):
        make, reason = BAD[name]
        make(tmp_path / name)
        with pytest.raises(Unreadable, match=reason):
            parse(tmp_path / name)


@pytest.mark.slow
@pytest.mark.timeout(400)  # a minute on an idle machine
def test_a_folder_full_of_them(tmp_path: Path) -> None:
    (tmp_path / "materials").mkdir()
    folder = hostile(tmp_path / "materials")
    done = ingest(tmp_path / "data", "--json", materials_dir=str(folder))
    assert (done.returncode, done.stderr) == (3, "")
    report = json.loads(done.stdout)
    told = dict([*report["failed"], *report["skipped"]])
    assert set(told) == {*BAD, "circle"}
    for name, (_, reason) in BAD.items():
        assert re.search(reason, told[name]), (name, told[name])
    for sentence in told.values():
        assert_sentence(sentence)
    assert report["documents"] == len(GOOD)


def assert_sentence(reason: str) -> None:
    assert re.fullmatch(r"[A-Z.].+[.)]", reason), reason
    assert not NOT_FOR_TEACHERS.search(reason), reason
