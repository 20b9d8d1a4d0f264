"""The words of other languages: found, reduced, and identified."""

import pytest

from agent.languages.detect import is_english, language_of, passage_language
from agent.languages.language import language
from agent.languages.names import LANGUAGES
from agent.languages.searched_words import index_words, query_words
from agent.languages.tokens import words
from agent.languages.word_file import SECTIONS, word_file

FILES = [code for code in LANGUAGES if word_file(code)]


def test_ten_languages_have_words() -> None:
    assert {"de", "es", "fr", "it", "pt", "nl", "zh", "ja", "ar", "hi"} <= set(FILES)


@pytest.mark.parametrize("code", FILES)
def test_a_file_has_nothing_but_known_sections(code: str) -> None:
    sections = word_file(code)
    assert set(sections) <= set(SECTIONS)
    assert len(sections["months"]) == 12
    assert len(sections["weekdays"]) == 7
    assert len(sections["numbers"]) % 2 == 0


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("es", "tuplas", "tupla"),
        ("es", "función", "funciones"),
        ("es", "examenes", "exámenes"),
        ("de", "Übungen", "übung"),
        ("de", "Häuser", "Hauser"),
        ("fr", "fonctions", "fonction"),
        ("it", "funzioni", "funzione"),
        ("pt", "listas", "lista"),
        ("nl", "lijsten", "lijst"),
        ("ar", "مَدْرَسَة", "مدرسة"),
        ("ar", "إسلام", "اسلام"),
        ("hi", "क़लम", "कलम"),
        ("zh", "Python", "python"),
    ],
)
def test_forms_of_a_word_have_one_stem(code: str, one: str, other: str) -> None:
    assert language(code).stems(one) == language(code).stems(other)


@pytest.mark.parametrize("code", ["es", "de", "zh", "ja", "ar", "hi"])
def test_words_know_their_place(code: str) -> None:
    text = "¿Qué es C++? Übung 3.11: 元组是什么 タプルとは الصفوف टपल क्या है"
    for word in words(text, code):
        assert text[word.start : word.end].lower() == word.text


def test_a_script_without_spaces_gives_pairs_of_letters() -> None:
    assert language("zh").stems("不可变序列") == ["不可", "可变", "变序", "序列"]
    assert language("ja").stems("タプル") == ["タプル"]


@pytest.mark.parametrize(
    ("code", "question", "shape", "about"),
    [
        ("es", "¿Qué es una tupla?", "definition", ["tupl"]),
        ("es", "¿Cuántas tuplas hay?", "number", ["tupl"]),
        ("es", "¿cuando es el examen?", "when", ["exam"]),
        ("de", "Wann ist die Klausur?", "when", ["klausur"]),
        ("de", "Warum ist das Tupel unveränderlich?", "why", ["tupel", "unverand"]),
        ("fr", "Qu’est-ce qu’une liste ?", "definition", ["list"]),
        ("zh", "什么是元组？", "definition", ["元组"]),
        ("ja", "タプルとは何ですか？", "definition", ["タプル"]),
        ("ar", "متى الامتحان؟", "when", ["امتح"]),
        ("ru", "Что такое кортеж?", "other", ["что", "так", "кортеж"]),
    ],
)
def test_a_question_says_what_it_asks_and_of_what(
    code: str, question: str, shape: str, about: list[str]
) -> None:
    spoken = language(code)
    found = language(code).content_stems(question)
    assert spoken.shape(question) == shape
    assert found == about or [stem[:4] for stem in found] == [stem[:4] for stem in about]


def test_numbers_are_read_as_words_too() -> None:
    assert language("es").spelled("tiene tres partes y doce hojas") == {"3", "12"}
    assert language("de").spelled("zwei Übungen") == {"2"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("¿Tupla inmutable?", "es"),
        ("Die Klausur ist am Freitag und dauert zwei Stunden.", "de"),
        ("La membrane sépare la cellule de son milieu et elle est semi-perméable.", "fr"),
        ("元组是一种不能修改的序列。", "zh"),
        ("A tuple is a sequence that cannot be changed.", None),
        ("for i in range(10):\n    print(i)", None),
    ],
)
def test_the_language_of_a_passage(text: str, code: str | None) -> None:
    assert (language_of(text) if "?" in text else passage_language(text)) == code


def test_english_is_detected_by_its_own_words() -> None:
    assert is_english("What is the difference between a list and a tuple?")
    assert not is_english("diferencia entre lista y tupla")
    assert not is_english("tupla")


def test_english_is_searched_as_it_is_written() -> None:
    text = "Tuples are immutable sequences."
    assert index_words(text) == text
    assert query_words("What are tuples?", None) == "What are tuples?"


def test_a_question_and_a_passage_meet_in_their_stems() -> None:
    stored = index_words("Las tuplas son secuencias que no se pueden modificar.").split()
    asked = query_words("¿Se puede modificar una tupla?", "es").split()
    assert {"tupl", "modific"} <= set(stored) & set(asked)
    assert "tupla" in asked  # for a passage whose language could not be identified
