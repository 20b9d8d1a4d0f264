"""Quiz and hints through clients that keep the conversation themselves and send all of it."""

from __future__ import annotations

from typing import Any

import httpx
import openai
from mcp import Client

RECURSION = "Recursion is a way of solving a problem"


class Chat:
    """A conversation of OpenAI's sdk, which sends it whole with each question."""

    def __init__(self, sdk: openai.OpenAI, course: str) -> None:
        self.client, self.model = sdk, f"mentor/{course}"
        self.messages: list[Any] = []

    def say(self, *texts: str) -> list[str]:
        return [self._say(text) for text in texts]

    def _say(self, text: str) -> str:
        self.messages.append({"role": "user", "content": text})
        reply = self.client.chat.completions.create(model=self.model, messages=self.messages)
        content = reply.choices[0].message.content or ""
        self.messages.append({"role": "assistant", "content": content})
        return content


def question_of(answer: str) -> str:
    return answer.partition("The answer is in")[0]


def test_the_answer_is_hidden_and_shown(sdk: openai.OpenAI) -> None:
    asked, own, shown_answer, again = Chat(sdk, "intro-python").say(
        "quiz me on recursion", "solving with a smaller problem", "show the answer", "another one"
    )
    assert asked.startswith("What is recursion?")
    assert "smaller problem" not in asked
    assert "Not in it: “reducing”" in own
    assert shown_answer.startswith("The materials answer:")
    assert RECURSION in shown_answer
    assert "The answer is in" in again
    assert question_of(again) != question_of(asked)


def test_no_question_comes_twice(sdk: openai.OpenAI) -> None:
    answers = Chat(sdk, "intro-python").say("quiz me on loops", "next", "thanks", "next", "next")
    questions = [question_of(answer) for answer in answers if "The answer is in" in answer]
    assert len(set(questions)) == len(questions) == 4


def test_a_quiz_on_anything_goes_on(sdk: openai.OpenAI) -> None:
    answers = Chat(sdk, "data-structures").say("quiz me", "next", "next", "I give up")
    questions = [question_of(answer) for answer in answers[:3]]
    assert len(set(questions)) == 3
    assert answers[3].startswith("The materials answer:")


def test_a_quiz_question_has_hints(sdk: openai.OpenAI) -> None:
    asked, hint, answer = Chat(sdk, "data-structures").say(
        "quiz me on hash tables", "a hint please", "show the answer"
    )
    assert "O(1)" not in asked + hint
    assert answer.startswith("The materials answer:")
    assert "O(1)" in answer


def test_a_hint_goes_from_the_place_to_the_solution(sdk: openai.OpenAI) -> None:
    place, idea, solution = Chat(sdk, "data-structures").say(
        "hint please: 6 vertices, each has degree 3, how many edges?",
        "another hint",
        "show the solution",
    )
    assert "“8. Exercises”" in place
    assert "twice the number of edges" in idea
    assert "Answer: 9" not in place + idea
    assert "Answer: 9" in solution


def test_an_edited_conversation_goes_on_from_what_it_has(sdk: openai.OpenAI) -> None:
    chat = Chat(sdk, "intro-python")
    chat.say("quiz me on loops", "next")
    (other,) = chat.say("quiz me on recursion")
    del chat.messages[:4]  # what the client has dropped
    assert other.startswith("What is recursion?")
    assert RECURSION in chat.say("show the answer")[0]


async def test_over_mcp(service: httpx.Client) -> None:
    async with Client(f"{str(service.base_url).rstrip('/')}/mcp") as client:
        earlier: list[dict[str, str]] = []
        for question in ("quiz me on recursion", "show the answer", "next question"):
            result = await client.call_tool("ask", {"question": question, "earlier": earlier})
            assert not result.is_error
            text = "".join(part.text for part in result.content if part.type == "text")
            earlier.append({"question": question, "answer": text})
    asked, shown_answer, following = (each["answer"] for each in earlier)
    assert asked.startswith("What is recursion?")
    assert shown_answer.startswith("The materials answer:")
    assert RECURSION in shown_answer
    assert "The answer is in" in following
    assert not following.startswith("What is recursion?")
