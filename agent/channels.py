"""A channel for the data of one turn, if turns can be interrupted and resumed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langgraph.channels import LastValue

CLEARED = "\x00cleared"
"""Written to a channel, it empties it."""


class OfTurn(LastValue[Any]):
    """Checkpointed, so that an interrupted turn can resume; emptied when the next turn begins."""

    def update(self, values: Sequence[Any]) -> bool:
        """See `LastValue`; `CLEARED` leaves nothing."""
        if list(values) == [CLEARED]:
            self.value = type(self)(self.typ, self.key).value
            return True
        return super().update(values)
