"""What a language model writes in another language than English, and the prompts for it."""

from __future__ import annotations

import pytest

from agent.languages.similarity import Similarity
from agent.llm.client import Model
from agent.llm.decisions import Decisions
from agent.llm.pool import ModelPool
from agent.llm.server import ModelServer
from agent.reasoner import Cite, Remark, Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.reasoners.llm import LlmReasoner
from agent.reasoners.llm.release import Release
from agent.reasoners.llm.short_prompt import GAP, short_answering
from agent.search.vocabulary import Vocabulary
from agent.types import Passage, indexed_text
from tests.agent.languages.test_across import PASSAGE, Translated
from tests.agent.parts import passage
from tests.servers.fake_openai import FakeOpenAI, Reply

ENGLISH: Passage = {**PASSAGE, "relevant": True}
CHINESE = passage(
    1, "元组是一种不可变的序列。列表可以修改。", title="笔记", section="元组", relevant=True
)
MIXED = Decisions("computed", "computed", "mixed", prompt_tokens=300, answer_tokens=100)
ASKED = "¿Cuándo es el examen?"


async def answer(written: str, similarity: Similarity | None) -> str:
    """What is shown of a model's answer to a Spanish question over English passages."""
    async with FakeOpenAI() as server:
        server.otherwise = lambda _: Reply(*written)
        pool = ModelPool([ModelServer(f"{server.base_url}/v1")])
        vocabulary = Vocabulary.of([indexed_text(ENGLISH)])
        computed = ExtractiveReasoner(lambda: vocabulary, similarity=similarity)
        reasoner = LlmReasoner(
            Model(pool, name="any", timeout=60), pool, computed, answer_tokens=256,
            decisions=MIXED, similarity=similarity,
        )  # fmt: skip
        turn = Turn(ASKED, ASKED, passages=[ENGLISH], asked=ASKED, kind="other-language")
        shown = ""
        async for piece in reasoner.generate(turn):
            if isinstance(piece, str | Remark):
                shown += piece if isinstance(piece, str) else piece.text
            elif isinstance(piece, Cite):
                shown += f"[{piece.place}]"
        await pool.close()
        return shown


async def test_a_sentence_in_the_language_of_the_student_is_shown_below_the_original() -> None:
    shown = await answer("El examen es el 22 de octubre [1].", Similarity(Translated()))
    original, own = shown.split("\n\nEn otras palabras:\n\n")
    assert own == "El examen es el 22 de octubre.[1]"
    assert original.startswith("The exam takes place on 22 October.")


@pytest.mark.parametrize(
    "lie", ["El examen es el 23 de octubre [1].", "La biblioteca está cerrada los domingos [1]."]
)
async def test_what_the_original_does_not_say_is_not_shown(lie: str) -> None:
    shown = await answer(lie, Similarity(Translated()))
    assert "The exam takes place on 22 October." in shown
    assert lie.split(" [")[0] not in shown


async def test_with_an_english_embedding_model_only_the_original_is_shown() -> None:
    shown = await answer("El examen es el 22 de octubre [1].", None)
    assert "octubre" not in shown


def test_chinese_sentences_are_released_one_by_one_and_end_as_they_do() -> None:
    release = Release([CHINESE], "什么是元组？")
    assert release.feed("元组是一种不可变的序列。列") == ["元组是一种不可变的序列。", Cite(1)]
    assert release.feed("表可以修改。") == []
    assert release.end() == ["列表可以修改。", Cite(1)]


@pytest.mark.parametrize(
    ("question", "text", "asks_for"),
    [
        ("¿Qué es una tupla?", "A tuple is immutable.", "Spanish"),
        ("What is a tuple?", "Eine Liste ist veränderlich, und ein Tupel ist es nicht.", "English"),
        ("What is a tuple?", "A tuple is immutable.", ""),
    ],
)
def test_short_prompts_ask_for_the_language_of_the_student(
    question: str, text: str, asks_for: str
) -> None:
    read = [passage(1, text, title="", section="", relevant=True)]
    prompt = short_answering(Turn(question, question, passages=read), 300)[-1].text
    asked = f"Write the answer in {asks_for}" if asks_for else "Write the answer in"
    assert (asked in prompt) == bool(asks_for)


def test_long_passages_are_cut_to_their_sentences_on_the_question() -> None:
    filler = "Las listas se pueden modificar y tienen muchos elementos que se añaden. " * 30
    text = f"{filler}Las tuplas no se modifican nunca. {filler}"
    read = [passage(1, text, title="", section="", relevant=True)]
    question = "¿Se puede modificar una tupla?"
    prompt = short_answering(Turn(question, question, passages=read), 200)[-1].text
    assert "Las tuplas no se modifican nunca." in prompt
    assert GAP in prompt
