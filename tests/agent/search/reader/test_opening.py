"""Which reader is opened, and what happens where none fits."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from agent.errors import ReaderMissing
from agent.search.reader.opening import FITTED, MODEL, OURS, open_reader

EMBEDDING = Path(__file__).parents[4] / "data/models/all-MiniLM-L6-v2-int8"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with a whole reader."""
    for name in (MODEL, FITTED):
        shutil.copyfile(OURS / name, tmp_path / name)
    return tmp_path


def test_the_one_of_this_package_is_whole() -> None:
    assert open_reader("on", EMBEDDING, 1) is not None


def test_a_folder_may_be_named(copy: Path) -> None:
    assert open_reader(str(copy), EMBEDDING, 1) is not None


def test_off_is_none() -> None:
    assert open_reader("off", EMBEDDING, 1) is None


def test_a_folder_without_a_reader_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReaderMissing, match="no complete reader") as caught:
        open_reader(str(tmp_path), EMBEDDING, 1)
    assert "MENTOR_READER=off" in caught.value.explain()


def test_a_file_that_is_not_the_described_one_is_an_error(copy: Path) -> None:
    facts = json.loads((copy / FITTED).read_text())
    (copy / FITTED).write_text(json.dumps(facts | {"sha256": "0" * 64}))
    with pytest.raises(ReaderMissing, match="not the file"):
        open_reader(str(copy), EMBEDDING, 1)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"sha256": "0", "ranking": {}}'])
def test_damaged_weights_are_an_error(copy: Path, text: str) -> None:
    (copy / FITTED).write_text(text)
    with pytest.raises(ReaderMissing, match="no complete reader"):
        open_reader(str(copy), EMBEDDING, 1)


def test_with_an_embedding_model_of_other_words_there_is_none(
    copy: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (copy / "tokenizer.json").write_text("{}")
    caplog.set_level("INFO")
    assert open_reader("on", copy, 1) is None
    assert "stays off" in caplog.text
    with pytest.raises(ReaderMissing, match="vocabulary"):
        open_reader(str(copy), copy, 1)


def test_a_model_folder_without_a_tokenizer_does_not_fit(tmp_path: Path) -> None:
    assert open_reader("on", tmp_path, 1) is None
