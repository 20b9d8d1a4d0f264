"""What a database of conversations must do, SQLite and PostgreSQL alike."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from agent.errors import NotFound
from agent.record import Record
from agent.store.transcripts import Transcripts
from agent.turns.turn_row import RUNNING, TurnRow

RECORD: Any = {"status": "answered", "query": "q", "trace": [{"node": "retrieve", "ms": 1.5}]}


@pytest.fixture
def transcripts(database: str) -> Iterator[Transcripts]:
    with closing(Transcripts(database)) as opened:
        yield opened


def turn(id_: str, conversation: str = "c", question: str = "What?", **more: Any) -> TurnRow:
    plain: dict[str, Any] = {
        "number": 0, "id": id_, "conversation_id": conversation, "parent": None, "run_id": "r",
        "question": question, "courses": ["a", "b"], "style": "answer", "status": RUNNING,
        "answer": "", "record": {}, "asked_at": time.time(),
    }  # fmt: skip
    return TurnRow(**plain | more)  # type: ignore[typeddict-item]


def say(
    transcripts: Transcripts, asked: TurnRow, answer: str = "So.", beside: str | None = None
) -> None:
    transcripts.running.begin(asked, "ann", asked["question"], beside)
    transcripts.running.finish(asked, "answered", answer, Record(**RECORD), None)  # type: ignore[typeddict-item]


def test_a_turn_is_kept_from_the_moment_it_is_asked(transcripts: Transcripts) -> None:
    transcripts.running.begin(turn("1"), "ann", "Title", None)
    assert transcripts.running.ids() == {"1"}
    transcripts.running.save_streamed({"1": "Half of", "unknown": "nothing"})
    (kept,) = transcripts.turns("c")
    assert (kept["status"], kept["answer"], kept["record"]) == (RUNNING, "Half of", {})
    transcripts.running.finish(turn("1"), "answered", "Half of it.", RECORD, None)
    transcripts.running.save_streamed({"1": "too late"})
    (kept,) = transcripts.turns("c")
    assert (kept["status"], kept["answer"], kept["record"]) == ("answered", "Half of it.", RECORD)
    assert kept["courses"] == ["a", "b"]
    row = transcripts.conversation("c", "ann")
    assert (row["title"], row["head"]) == ("Title", "1")
    with pytest.raises(NotFound):
        transcripts.conversation("c", "bob")
    assert transcripts.owned_turn("1-q", "ann")["id"] == "1"


def test_every_connection_to_a_file_overwrites_what_is_deleted(tmp_path: Path) -> None:
    with closing(Transcripts(f"sqlite:///{tmp_path / 'mentor.sqlite'}")) as opened:
        engine = opened._engine
        with engine.connect() as first, engine.connect() as second:
            for connection in (first, second):
                asked = [connection.exec_driver_sql(f"PRAGMA {p}").scalar() for p in
                         ("secure_delete", "synchronous", "journal_mode")]  # fmt: skip
                assert asked == [1, 1, "wal"]


def test_turns_follow_the_head_or_stand_beside_another(transcripts: Transcripts) -> None:
    say(transcripts, turn("1"))
    say(transcripts, turn("2"))
    say(transcripts, turn("3"), beside="2")
    assert [(t["id"], t["parent"]) for t in transcripts.turns("c")] == [
        ("1", None), ("2", "1"), ("3", "1"),
    ]  # fmt: skip
    numbers = [t["number"] for t in transcripts.turns("c")]
    assert numbers == sorted(numbers)


def test_a_turn_that_begins_gets_those_before_it_on_its_branch(transcripts: Transcripts) -> None:
    def begin(id_: str, beside: str | None = None, known: int = 9) -> list[str]:
        before = transcripts.running.begin(turn(id_), "ann", "", beside, known)
        transcripts.running.finish(turn(id_), "answered", f"So {id_}.", RECORD, None)
        assert all(found["answer"] == f"So {found['id']}." for found in before)
        return [found["id"] for found in before]

    assert (begin("1"), begin("2"), begin("3"), begin("4")) == ([], ["1"], ["1", "2"], [*"123"])
    assert (begin("5", beside="3"), begin("6"), begin("7", beside="1")) == ([*"12"], [*"125"], [])
    assert (begin("8", beside="4", known=2), begin("9", known=0)) == (["2", "3"], [])
    say(transcripts, turn("x", "d"))
    assert begin("10", known=1) == ["9"]


def test_of_questions_in_one_instant_each_follows_another(transcripts: Transcripts) -> None:
    say(transcripts, turn("0"))
    ids = [str(n) for n in range(1, 9)]
    threads = [threading.Thread(target=say, args=(transcripts, turn(id_))) for id_ in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    turns = transcripts.turns("c")
    assert len({t["parent"] for t in turns}) == len(turns) == 9


def test_what_was_running_is_marked_as_lost(transcripts: Transcripts) -> None:
    say(transcripts, turn("1"))
    transcripts.running.begin(turn("2"), "ann", "", None)
    assert transcripts.running.mark_lost() == 1
    assert [t["status"] for t in transcripts.turns("c")] == ["answered", "failed"]
    assert transcripts.turns("c")[1]["record"]["error"]["code"] == "interrupted"


def test_conversations_are_found_by_all_words_whatever_their_case(transcripts: Transcripts) -> None:
    say(transcripts, turn("1", "c1", "What is a Tuple?"), "100% immutable; a_b")
    say(transcripts, turn("2", "c2", "What is a list?"), "1000 things; axb")

    def found(words: str) -> list[str]:
        return [row["id"] for row in transcripts.listed("ann", words, 9, None)]

    assert found("") == ["c2", "c1"]
    assert found("TUPLE what") == ["c1"]
    assert (found("100%"), found("a_b"), found("'"), found("\\")) == (["c1"], ["c1"], [], [])
    assert [r["id"] for r in transcripts.listed("ann", "", 1, None)] == ["c2"]
    newest = transcripts.conversation("c2", "ann")["updated_at"]
    assert [r["id"] for r in transcripts.listed("ann", "", 9, newest)] == ["c1"]
    assert transcripts.listed("bob", "", 9, None) == []


def test_no_character_of_a_question_or_an_answer_is_too_much(transcripts: Transcripts) -> None:
    odd = "e\u0301 日本語 \U0001f600 'quote' % \\ \t"
    say(transcripts, turn("1", question=odd), odd)
    (kept,) = transcripts.turns("c")
    assert (kept["question"], kept["answer"]) == (odd, odd)
    say(transcripts, turn("2", "d", question="a \x00 b"), "c \x00 d")
    (kept,) = transcripts.turns("d")
    assert [kept["question"].replace("\ufffd", "\x00"), kept["answer"].replace("\ufffd", "\x00")] \
        == ["a \x00 b", "c \x00 d"]  # fmt: skip
    assert transcripts.turns("no \x00 such") == []
    assert transcripts.listed("ann", "no\x00such", 9, None) == []


def test_a_rating_replaces_another_and_both_go_with_their_conversation(
    transcripts: Transcripts,
) -> None:
    say(transcripts, turn("1"))
    say(transcripts, turn("2", "other"))
    opinions = [
        threading.Thread(target=transcripts.feedback.rate, args=(turn("1"), rating, "why"))
        for rating in (1, -1, 1, -1)
    ]
    for thread in opinions:
        thread.start()
    for thread in opinions:
        thread.join()
    transcripts.feedback.rate(turn("1"), -1, None)
    assert transcripts.feedback.of("c") == {"1": (-1, None)}
    assert [row["message_id"] for row in transcripts.feedback.newest(5)] == ["1"]
    asked = transcripts.feedback.asked()
    assert [(t["id"], opinion and opinion["rating"]) for t, opinion in asked] == [
        ("1", -1), ("2", None),
    ]  # fmt: skip
    transcripts.delete("c")
    assert (transcripts.turns("c"), transcripts.feedback.newest(5)) == ([], [])
    assert [row["id"] for row in transcripts.listed("ann", "", 9, None)] == ["other"]
