"""An answer while it is written: its text, and the citations of each part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired

from typing_extensions import TypedDict

FENCE = "```"
_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।", "|", FENCE)


class Segment(TypedDict):
    """A part of an answer and the passages (by id) cited right after it."""

    text: str
    cited: list[str]
    remark: NotRequired[bool]  # our own words, which no passage has to support
    cues: NotRequired[dict[str, tuple[int, int]]]  # spans that a remark quotes from its passages


class Draft:
    """Collects text and citations; passages are numbered from 1 as they are first cited."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.cited: list[str] = []
        self._end = ""  # the last characters shown

    def add(self, text: str) -> str:
        """Add text; returns the part to show."""
        if not self.segments:
            text = text.lstrip()
        if text:
            if not self.segments or _is_closed(self.segments[-1]):
                self.segments.append(Segment(text="", cited=[]))
            self.segments[-1]["text"] += text
            self._end = (self._end + text)[-len(FENCE) :]
        return text

    def remark(self, text: str) -> str:
        """Add our own words; returns the part to show."""
        shown = text if self.segments else text.lstrip()
        self.segments.append(Segment(text=shown, cited=[], remark=True))
        self._end = (self._end + shown)[-len(FENCE) :]
        return shown

    def cite(self, passage_id: str, cue: tuple[int, int] | None = None) -> str:
        """Cite a passage for the text added last; returns the marker to show, or "".

        `cue`: the words of the passage that are quoted for a remark.
        """
        if not self.segments or passage_id in self.segments[-1]["cited"]:
            return ""
        if cue:
            self.segments[-1].setdefault("cues", {})[passage_id] = cue
        if passage_id not in self.cited:
            self.cited.append(passage_id)
        self.segments[-1]["cited"].append(passage_id)
        marker = f"[{self.cited.index(passage_id) + 1}]"
        if self._end == FENCE:
            marker = "\n" + marker
        elif not self._end.endswith(("]", " ", "\n")):
            marker = " " + marker
        self._end = "]"
        return marker

    @property
    def finished(self) -> bool:
        """Whether it ends with a sentence, a row or a block of code."""
        text = self.segments[-1]["text"].rstrip() if self.segments else ""
        return not self.open_fence() and text.endswith(_ENDS)

    def open_fence(self) -> str:
        """The fence that closes an open code block at the end of the text; "" if none is open."""
        fences = sum(
            line.lstrip().startswith(FENCE)
            for line in "".join(segment["text"] for segment in self.segments).splitlines()
        )
        return f"\n{FENCE}\n" if fences % 2 else ""


def _is_closed(segment: Segment) -> bool:
    return bool(segment["cited"]) or segment.get("remark", False)


def render(segments: Sequence[Segment]) -> tuple[str, list[str]]:
    """The text of a draft with its markers, and the passage ids of [1], [2], ..."""
    draft = Draft()
    shown = []
    for segment in segments:
        add = draft.remark if segment.get("remark") else draft.add
        shown.append(add(segment["text"]))
        shown += [draft.cite(passage_id) for passage_id in segment["cited"]]
    return "".join(shown).strip(), draft.cited
