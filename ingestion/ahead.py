"""Run a stage of the pipeline ahead of the next one."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")

_END = object()


def ahead(items: Iterable[Item], room: int = 2) -> Generator[Item]:
    """The same items in the same order, produced by a thread at most `room` items ahead.

    Exceptions are raised where the item is consumed.
    """
    source = iter(items)
    thread = ThreadPoolExecutor(1)
    try:
        made = deque(thread.submit(next, source, _END) for _ in range(room))
        while (item := made.popleft().result()) is not _END:
            made.append(thread.submit(next, source, _END))
            yield item  # type: ignore[misc]
    finally:
        thread.shutdown(wait=True, cancel_futures=True)
