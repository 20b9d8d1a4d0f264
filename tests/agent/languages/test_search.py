"""The word search of a real index, for each language with words: inflected or segmented words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from agent.languages.detect import passage_language
from agent.languages.searched_words import query_words
from agent.milvus.engine import Engine
from agent.milvus.store import MilvusIndex
from agent.types import Chunk

TEXTS = {  # per language: the passage that is meant, another one, and the question
    "es": (
        "Las tuplas son secuencias que no se pueden modificar después de crearlas.",
        "El examen final es el martes y dura dos horas; no se permiten apuntes.",
        "¿Por qué no puedo modificar una tupla?",
    ),
    "de": (
        "Die Prüfungen werden in zwei Hörsälen geschrieben, und man darf nichts mitnehmen.",
        "Der Median ist der Wert in der Mitte und er ist robust gegen Ausreißer.",
        "Wo ist die Prüfung?",
    ),
    "fr": (
        "Les fonctions sont définies avec un mot-clé et elles peuvent renvoyer une valeur.",
        "L'examen est le mardi et il dure deux heures dans une grande salle.",
        "Comment définir une fonction ?",
    ),
    "it": (
        "Le funzioni sono definite con una parola chiave e possono restituire un valore.",
        "L'esame è il martedì e dura due ore, ma non si possono usare gli appunti.",
        "Che cosa è una funzione?",
    ),
    "pt": (
        "As listas são sequências que podem ser alteradas e não têm tamanho fixo.",
        "O exame é na terça-feira e dura duas horas, mas não se pode usar apontamentos.",
        "O que é uma lista?",
    ),
    "nl": (
        "De lijsten zijn reeksen die je kunt wijzigen, en ze hebben geen vaste lengte.",
        "Het tentamen is op dinsdag en het duurt twee uur in een grote zaal.",
        "Wat is een lijst?",
    ),
    "zh": (
        "元组是一种有序且不可变的序列，创建之后不能修改。",
        "期末考试在星期二上午举行，时间为两个小时。",
        "为什么元组不可变？",
    ),
    "ja": (
        "タプルは変更できない順序付きの列です。作成した後に要素を追加できません。",
        "期末試験は火曜日の午前に行われ、時間は二時間です。",
        "タプルとは何ですか？",
    ),
    "ar": (
        "القائمةُ تسلسلٌ مرتبٌ من القيم يمكن تغييره بعد إنشائه.",
        "الامتحان النهائي يوم الثلاثاء ومدته ساعتان في القاعة الكبيرة.",
        "ما هي القائمه؟",
    ),
    "hi": (
        "सूची मानों का एक क्रम है जिसे बनाने के बाद बदला जा सकता है। क़लम भी।",
        "अंतिम परीक्षा मंगलवार को है और दो घंटे की है।",
        "कलम क्या है?",
    ),
}


def chunk(name: str, text: str) -> Chunk:
    return Chunk(
        id=f"{name}:v:0", document_id=name, version="v", ordinal=0, source=f"{name}.md",
        course="a", title="", section="", page=None, text=text,
    )  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusIndex]:
    engine = Engine(tmp_path_factory.mktemp("languages") / "mentor.db")
    texts = {f"{code}-{n}": text for code, pair in TEXTS.items() for n, text in enumerate(pair[:2])}
    with closing(MilvusIndex(engine, embedding="m1")) as opened:
        opened.write([chunk(*item) for item in texts.items()], [[1.0, 0.0]] * len(texts))
        yield opened


@pytest.mark.parametrize("code", TEXTS)
def test_a_question_finds_the_passage_by_its_words(index: MilvusIndex, code: str) -> None:
    meant, other, question = TEXTS[code]
    assert passage_language(meant) == passage_language(other) == code
    found = index.search(query_words(question, code), [1.0, 0.0], courses=(), k=20)
    by_words = {hit["document_id"]: hit["bm25"] or 0.0 for hit in found}
    assert by_words[f"{code}-0"] > by_words.get(f"{code}-1", 0.0)
