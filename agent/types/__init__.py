"""The nouns that pass between the parts: plain dictionaries, ready for JSON and checkpoints."""

from __future__ import annotations

from agent.types.materials import (
    GENERAL,
    Chunk,
    Citation,
    CourseFact,
    CourseInfo,
    DocumentRow,
    Fact,
    FactKind,
    Passage,
    Place,
    indexed_text,
    passage_of,
)
from agent.types.messages import (
    MAX_MESSAGE_CHARS,
    Kind,
    Mode,
    Refusal,
    Status,
    Style,
    Wanted,
)
from agent.types.turn_outcome import (
    PROTOCOL,
    Done,
    Findings,
    Indexed,
    Practice,
    Quote,
    Step,
    Usage,
    no_usage,
)

__all__ = [
    "GENERAL",
    "MAX_MESSAGE_CHARS",
    "PROTOCOL",
    "Chunk",
    "Citation",
    "CourseFact",
    "CourseInfo",
    "DocumentRow",
    "Done",
    "Fact",
    "FactKind",
    "Findings",
    "Indexed",
    "Kind",
    "Mode",
    "Passage",
    "Place",
    "Practice",
    "Quote",
    "Refusal",
    "Status",
    "Step",
    "Style",
    "Usage",
    "Wanted",
    "indexed_text",
    "no_usage",
    "passage_of",
]
