"""The queue in front of the model: fair, bounded, and honest about the position."""

import asyncio

import pytest

from agent.errors import TooBusy
from agent.turns.admission import Admission, Place


async def places(admission: Admission, *users: str) -> list[Place]:
    return [await admission.join(user) for user in users]


def positions(*those: Place) -> list[int]:
    return [place.position for place in those]


async def test_users_take_turns_and_each_users_own_come_in_order() -> None:
    admission = Admission(1)
    running, *waiting = await places(admission, "ann", "ann", "ann", "ben", "cem")
    assert running.position == 0
    assert positions(*waiting) == [1, 4, 2, 3]  # ann, ben, cem, then ann's next
    running.leave()
    assert positions(*waiting) == [0, 3, 1, 2]  # ann goes ahead; her next is behind all others
    waiting[0].leave()
    assert positions(*waiting[1:]) == [2, 0, 1]


async def test_no_more_are_taken_than_fit() -> None:
    admission = Admission(1, length=3)
    first, *_ = await places(admission, "ann", "ben", "cem")
    with pytest.raises(TooBusy) as full:
        await admission.join("dan")
    assert full.value.retry_after >= 1
    first.leave()
    assert (await admission.join("dan")).position == 2


async def test_who_waits_is_sent_each_place_in_the_queue() -> None:
    admission = Admission(1)
    running, between, last = await places(admission, "ann", "ben", "cem")
    shown: list[int] = []
    waiting = asyncio.create_task(admission.admitted(last, shown.append))
    await asyncio.sleep(0)
    between.leave()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    running.leave()
    await waiting
    assert shown == [2, 1]


async def test_who_waits_too_long_gets_a_time_to_retry() -> None:
    admission = Admission(1, patience=0.01)
    _, waiting = await places(admission, "ann", "ben")
    with pytest.raises(TooBusy, match="too long"):
        await admission.admitted(waiting, lambda _: None)
    waiting.leave()
    assert admission.waiting == 0


async def test_the_slots_are_those_that_the_server_tells_once_it_does() -> None:
    answers: list[int | None] = [None, 2]

    async def measure() -> int | None:
        return answers.pop(0)

    admission = Admission(1, measure=measure)
    first, second = await places(admission, "ann", "ben")
    await admission.learn()
    assert positions(first, second) == [0, 1]
    await admission.learn()
    assert positions(first, second) == [0, 0]
    await admission.learn()  # asks no more
