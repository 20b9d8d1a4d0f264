"""The events of a turn, in the order in which they are published.

run  queue*  (stage  sources)*  token*  citation*  token?  done | error

A token that shows a marker has the id of its passage in `cites`.

The last token is a note under the answer, while only a part of the documents is indexed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

EventName = Literal["run", "queue", "stage", "sources", "token", "citation", "done", "error"]


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name and its JSON-ready data."""

    name: EventName
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listener:
    """Receives each event as it happens; a turn hands it to the graph as its context."""

    publish: Callable[[Event], None]
