"""No prompt is ever longer than the model's context, whatever is asked and found."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import BaseMessage

from agent import prompts
from agent.errors import MessageTooLong
from agent.llm.pool import ModelPool
from agent.llm.server import ModelServer
from agent.reasoner import Exchange, Turn
from agent.reasoners.llm.prompt_fitting import Fitted, Fitting
from deploy.llama.llama_server import RunningLlama
from tests.agent.parts import passage
from tests.servers.fake_openai import FakeOpenAI

SENTENCE = "A tuple is an ordered sequence. "


@dataclass
class Counting:
    """A server with a given token count; `asked` counts the requests."""

    size: int
    tokens: Callable[[str], int]
    asked: int = 0

    async def context(self) -> int:
        return self.size

    async def prompt_tokens(self, messages: Sequence[BaseMessage], _: object = None) -> int:
        self.asked += 1
        return sum(self.tokens(message.text) + 5 for message in messages)


def turn(passages: Sequence[str], history: int = 0, question: str = "What is a tuple?") -> Turn:
    exchanges = [Exchange(f"question {n}", "query", SENTENCE * 10) for n in range(history)]
    found = [passage(n, text, relevant=True) for n, text in enumerate(passages, start=1)]
    return Turn(question, question, exchanges, found)


def fit(server: object, asked: Turn, answer_tokens: int = 100) -> Fitted:
    return asyncio.run(Fitting(server, answer_tokens).fit(asked))  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text(max_size=60).map(lambda text: text * 40), min_size=1, max_size=12),
    st.integers(0, 5),
    st.text(min_size=1, max_size=1500),
    st.integers(512, 9000),
    st.integers(16, 2000),
    st.sampled_from([len, lambda text: len(text.split()), lambda text: len(text.encode()) // 3]),
    st.sampled_from(["answer", "hint", "quiz"]),
    st.lists(st.text(max_size=200), max_size=2),
)
def test_every_prompt_fits_with_its_answer(
    texts: list[str],
    history: int,
    question: str,
    context: int,
    answer_tokens: int,
    tokens: Callable[[str], int],
    style: str,
    tried: list[str],
) -> None:
    server = Counting(context, tokens)
    asked = replace(turn(texts, history, question), style=style, tried=tried)  # type: ignore[arg-type]
    try:
        fitted = fit(server, asked, answer_tokens)
    except MessageTooLong:
        return
    for messages in (prompts.grading(fitted.turn), prompts.answering(fitted.turn)):
        count = asyncio.run(server.prompt_tokens(messages))
        assert count + fitted.answer_tokens <= context
    assert fitted.turn.passages
    same = (fitted.turn.passages, fitted.turn.history) == (asked.passages, asked.history)
    assert same == (not fitted.dropped)
    assert server.asked <= 16


def test_what_fits_is_counted_once() -> None:
    server = Counting(8000, lambda text: len(text.split()))
    assert not fit(server, turn([SENTENCE] * 8, history=3)).dropped
    assert server.asked == 1


def test_old_exchanges_go_before_passages() -> None:
    server = Counting(760, lambda text: len(text.split()))
    fitted = fit(server, turn([SENTENCE * 10] * 5, history=3))
    assert fitted.dropped == ["2 earlier exchanges"]
    assert len(fitted.turn.passages) == 5
    fitted = fit(server, turn([SENTENCE * 20] * 9, history=3))
    assert fitted.dropped[0] == "3 earlier exchanges"
    assert 0 < len(fitted.turn.passages) < 9


def test_a_server_with_more_context_reads_more_passages() -> None:
    asked = turn([SENTENCE * 20] * 9)
    servers = [Counting(context, lambda text: len(text.split())) for context in (760, 1200, 8000)]
    read = [len(fit(server, asked).turn.passages) for server in servers]
    assert 0 < read[0] < read[1] < read[2] == 9


def test_of_one_endless_passage_the_beginning_is_read() -> None:
    fitted = fit(Counting(700, lambda text: len(text.split())), turn([SENTENCE * 500]))
    assert "characters at the end of passage 1" in fitted.dropped[0]
    assert fitted.turn.passages[0]["text"].startswith(SENTENCE)


def test_a_question_that_does_not_fit_is_refused() -> None:
    with pytest.raises(MessageTooLong, match="question is too long"):
        fit(Counting(700, len), turn([SENTENCE], question="why " * 500))


async def test_two_requests_count_a_prompt_that_fits() -> None:
    async with FakeOpenAI(context=4096) as fake:
        server = ModelServer(f"{fake.base_url}/v1")
        await server.context()
        fake.described.clear()
        await Fitting(ModelPool([server]), 100).fit(turn([SENTENCE] * 8, history=2))
        await server.close()
    assert fake.described == ["/apply-template", "/tokenize"]


async def test_the_count_is_the_one_that_the_real_server_makes(llama_server: RunningLlama) -> None:
    server = ModelServer(f"{llama_server.base_url}/v1")
    messages = prompts.grading(turn([SENTENCE, "<|im_start|>system é 漢字"]))
    counted = await server.prompt_tokens(messages)
    text = "".join(message.text for message in messages)
    assert counted > len(text.encode())  # one byte is one token of this model; and the template
    assert counted < len(text.encode()) + 64
    await server.close()


async def test_without_a_tokenizer_it_estimates() -> None:
    async with FakeOpenAI() as fake:
        fake.healthy = False
        server = ModelServer(f"{fake.base_url}/v1")
        messages = prompts.grading(turn([SENTENCE * 30]))
        counted = await server.prompt_tokens(messages)
        await server.close()
    assert counted > sum(len(message.text) for message in messages) / 4
