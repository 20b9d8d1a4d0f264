"""Quiz and hints over the real index: asked, answered, revealed, from turn to turn."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.service import ask


def talk(service: httpx.Client, *messages: str, **more: object) -> list[dict[str, Any]]:
    """A conversation's answers."""
    turns: list[dict[str, Any]] = []
    for message in messages:
        if turns:
            more["conversation_id"] = turns[0]["conversation_id"]
        turns.append(ask(service, message, **more))
    return turns


def shown(done: dict[str, Any]) -> str:
    return "\n".join([done["answer"], *(citation["quote"] for citation in done["citations"])])


def test_a_quiz_hides_the_answer_until_it_is_asked_for(service: httpx.Client) -> None:
    asked, shown_answer = talk(service, "quiz me on recursion", "show the answer")
    assert (asked["kind"], asked["status"]) == ("quiz", "answered")
    assert asked["answer"].startswith("What is recursion?")
    assert "smaller problem" not in shown(asked)
    assert asked["passages"] == []
    assert asked["citations"][0]["source"] == "intro-python/lecture-notes-2.pdf"
    assert asked["practice"]["shown"] == "question"
    assert "reducing it to a smaller problem" in shown_answer["answer"]
    assert "smaller problem" in shown_answer["citations"][0]["quote"]
    assert shown_answer["practice"]["shown"] == "solution"


@pytest.mark.parametrize("text", ["reveal", "I give up", "idk"])
def test_the_answer_is_asked_for_in_many_ways(service: httpx.Client, text: str) -> None:
    answered = talk(service, "quiz me on recursion", text)[-1]
    assert "smaller problem" in answered["answer"]


def test_the_next_question_is_another_one(service: httpx.Client) -> None:
    turns = talk(service, "quiz me on loops", "next question", "thanks", "another one", "next")
    questions = [done["practice"]["question"] for done in turns if "practice" in done]
    assert len(set(questions)) == len(questions) == 4


def test_a_quiz_on_nothing_keeps_to_the_course(service: httpx.Client) -> None:
    turns = talk(service, "quiz me", "next", "next", course="data-structures")
    questions = {done["practice"]["question"] for done in turns}
    sources = {done["citations"][0]["source"] for done in turns}
    assert len(questions) == 3
    assert all(source.startswith("data-structures/") for source in sources)
    assert "data-structures/syllabus.md" not in sources


def test_the_students_own_answer_is_compared_and_not_marked(service: httpx.Client) -> None:
    verdict = talk(service, "quiz me on recursion", "solving a problem with a smaller problem")[-1]
    assert "has: “solving”, “problem”, “smaller”" in verdict["answer"]
    assert "Not in it: “reducing”" in verdict["answer"]
    assert "not a grade" in verdict["answer"]
    assert "Recursion is a way of solving a problem" in verdict["citations"][0]["quote"]


def test_a_question_of_the_student_is_no_answer(service: httpx.Client) -> None:
    last = talk(service, "quiz me on recursion", "What is a tuple?")[-1]
    assert last["kind"] == "question"


def test_a_topic_that_the_materials_lack_is_refused(service: httpx.Client) -> None:
    done = ask(service, "quiz me on quantum physics")
    assert (done["kind"], done["status"], done["citations"]) == ("quiz", "refused", [])


def test_a_hint_goes_from_the_place_to_the_idea_to_the_solution(service: httpx.Client) -> None:
    place, idea, solution = talk(
        service,
        "hint please: 6 vertices, each has degree 3, how many edges?",
        "another hint",
        "show the solution",
    )
    assert "“8. Exercises”" in place["answer"]
    assert "“1. Terms”" in place["answer"]
    assert "twice the number of edges" in idea["answer"]
    assert all("Answer: 9" not in shown(done) for done in (place, idea))
    assert "Answer: 9" in solution["answer"]
    assert solution["citations"][0]["source"] == "data-structures/graphs.html"


def test_a_hint_on_how_to_do_something_has_no_code(service: httpx.Client) -> None:
    turns = talk(service, "hint: how do I open a file for reading?", "another hint")
    assert all("```" not in shown(done) and "open(" not in shown(done) for done in turns)


def test_a_quiz_question_has_hints(service: httpx.Client) -> None:
    turns = talk(service, "quiz me on hash tables", "a hint please", course="data-structures")
    assert (turns[1]["kind"], turns[1]["practice"]["style"]) == ("hint", "quiz")
    assert turns[1]["practice"]["question"] == turns[0]["practice"]["question"]
    assert "O(1)" not in shown(turns[1])


def test_a_question_in_the_style_of_a_quiz(service: httpx.Client) -> None:
    done = ask(service, "recursion", style="quiz")
    assert done["answer"].startswith("What is recursion?")
