"""Replies to small talk and to questions about the conversation."""

from __future__ import annotations

import pytest

from agent.conversing.conversation_replies import conversation_reply
from agent.conversing.small_talk_replies import small_talk_reply
from agent.reasoner import Exchange
from agent.types import CourseInfo
from agent.understanding.conversation import about_conversation


def course(name: str, *examples: str) -> CourseInfo:
    return CourseInfo(name=name, documents=1, chunks=1, examples=list(examples))


COURSES = [
    course("algebra", "What is a group?", "What is a ring?"),
    course("logic", "What is a proof?"),
]
HISTORY = [
    Exchange("What is a group?", "What is a group?", "A group is a set ... [1]"),
    Exchange("and a ring?", "What is a ring?", "A ring is ... [1][2]"),
]


def about(text: str, history: list[Exchange]) -> str:
    found = about_conversation(text)
    assert found
    return conversation_reply(found, history)


def test_a_greeting_names_the_courses_and_a_question_of_each() -> None:
    reply = small_talk_reply("greeting", COURSES)
    assert "algebra or logic" in reply
    assert "“What is a group?” or “What is a proof?”" in reply


def test_of_many_courses_the_number_is_named() -> None:
    many = [course(f"course-{n}") for n in range(9)]
    assert "course-0, course-1, course-2 or 6 more courses" in small_talk_reply("abilities", many)


@pytest.mark.parametrize(
    "intent", ["greeting", "thanks", "bye", "who", "abilities", "unclear", "x"]
)
def test_every_reply_is_a_whole_sentence_without_any_course(intent: str) -> None:
    reply = small_talk_reply(intent, [])
    assert reply.endswith(".")
    assert "{" not in reply


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("what did I just ask?", "Your last question was: “and a ring?”"),
        ("what was my first question", "Your first question was: “What is a group?”"),
        ("how many questions did I ask?", "You have asked 2 questions so far."),
        ("list my questions", "You have asked:\n\n1. What is a group?\n2. and a ring?"),
        ("repeat that", "The answer to “and a ring?” was:\n\nA ring is ..."),
    ],
)
def test_earlier_messages_are_repeated_on_request(text: str, reply: str) -> None:
    assert about(text, HISTORY) == reply


@pytest.mark.parametrize("text", ["what did I just ask?", "repeat that", "list my questions"])
def test_at_the_beginning_nothing_was_asked(text: str) -> None:
    assert about(text, []) == "Nothing has been asked in this conversation yet."


@pytest.mark.parametrize("text", ["translate that into French", "shorten it", "rephrase that"])
def test_what_needs_a_model_says_so_and_names_what_can_be_asked(text: str) -> None:
    reply = about(text, HISTORY)
    assert "needs a language model" in reply
    assert "“Explain simpler”" in reply
