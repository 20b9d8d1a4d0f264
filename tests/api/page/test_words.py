"""The words of the page: complete in every language, and chosen by the browser's preference."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from agent.errors import MentorError
from api.page.words import WEB, language_for, languages, page_in, words

OPTIONAL = ("doing_", "did_", "server_")  # English takes the server's words
PLACES = re.compile(r"\{(\w+)\}")


def keys(language: str) -> set[str]:
    return {key for key in words(language) if not key.startswith(OPTIONAL)}


def places(word: object) -> set[str]:
    return set(PLACES.findall(json.dumps(word)))


@pytest.mark.parametrize("language", sorted(languages()))
def test_a_language_has_all_words_with_the_same_places(language: str) -> None:
    assert keys(language) == keys("en")
    english = words("en")
    for key in keys(language):
        assert places(words(language)[key]) == places(english[key]), key
        assert isinstance(words(language)[key], str) == isinstance(english[key], str), key


@pytest.mark.parametrize("language", sorted(languages() - {"en"}))
def test_a_language_has_words_for_every_error_of_the_server(language: str) -> None:
    codes = {kind.code for kind in _kinds(MentorError)}
    assert {f"server_{code}" for code in codes} <= words(language).keys()


def _kinds(kind: type[MentorError]) -> set[type[MentorError]]:
    return {kind, *(found for child in kind.__subclasses__() for found in _kinds(child))}


def test_the_scripts_use_words_that_there_are() -> None:
    script = re.compile(r"\b(?:t|pieces)\(\"(\w+)\"")
    used = {key for file in WEB.glob("*.js") for key in script.findall(file.read_text())}
    assert used <= words("en").keys()
    assert len(used) > 100


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de-CH,de;q=0.9,en;q=0.8", "de"),
        ("fr-FR,fr;q=0.9,es;q=0.5,en;q=0.4", "es"),
        ("fr", "en"),
        ("en;q=0.2, DE;q=0.9", "de"),
        ("de;q=0, es", "es"),
        ("*", "en"),
        ("../../etc", "en"),
        ("x" * 5_000, "en"),
    ],
)
def test_the_language_is_the_browsers(accepted: str, language: str) -> None:
    assert language_for(accepted) == language


def test_the_page_is_filled_and_nothing_ends_its_words_early() -> None:
    page = page_in("de")
    assert '<html lang="de">' in page
    assert "{{" not in page
    data = re.search(r'<script type="application/json" id="words">(.*?)</script>', page, re.DOTALL)
    assert data
    assert json.loads(data[1]) == words("de")


def test_a_language_is_one_file() -> None:
    assert {file.stem for file in Path(WEB / "words").iterdir()} == languages()
