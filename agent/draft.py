"""An answer while it is being written: its text, and which part cites which passage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired

from typing_extensions import TypedDict

FENCE = "```"


class Segment(TypedDict):
    """A stretch of an answer and the passages (by id) cited right behind it."""

    text: str
    cited: list[str]
    remark: NotRequired[bool]  # words of ours, which no passage has to support
    cues: NotRequired[dict[str, tuple[int, int]]]  # what a remark quotes of the passages it cites


class Draft:
    """Collects text and citations; passages are numbered from 1 as they are first cited."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.cited: list[str] = []
        self._end = ""  # the last characters shown

    def say(self, text: str) -> str:
        """Add text; returns what to show of it."""
        if not self.segments:
            text = text.lstrip()
        if text:
            if not self.segments or _is_closed(self.segments[-1]):
                self.segments.append(Segment(text="", cited=[]))
            self.segments[-1]["text"] += text
            self._end = (self._end + text)[-len(FENCE) :]
        return text

    def remark(self, text: str) -> str:
        """Add words of ours; returns what to show of them."""
        shown = text if self.segments else text.lstrip()
        self.segments.append(Segment(text=shown, cited=[], remark=True))
        self._end = (self._end + shown)[-len(FENCE) :]
        return shown

    def cite(self, passage_id: str, cue: tuple[int, int] | None = None) -> str:
        """Cite a passage for what was said last; returns the marker to show, or nothing.

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
        return not self.open_fence() and text.endswith((".", "!", "?", "…", "|", FENCE))

    def open_fence(self) -> str:
        """What closes the block of code that the text ends in; nothing where it ends in none."""
        fences = sum(
            line.lstrip().startswith(FENCE)
            for line in "".join(segment["text"] for segment in self.segments).splitlines()
        )
        return f"\n{FENCE}\n" if fences % 2 else ""


def _is_closed(segment: Segment) -> bool:
    return bool(segment["cited"]) or segment.get("remark", False)


def render(segments: Sequence[Segment]) -> tuple[str, list[str]]:
    """The text of a draft with its markers, and the passage ids that [1], [2], ... stand for."""
    draft = Draft()
    shown = []
    for segment in segments:
        add = draft.remark if segment.get("remark") else draft.say
        shown.append(add(segment["text"]))
        shown += [draft.cite(passage_id) for passage_id in segment["cited"]]
    return "".join(shown).strip(), draft.cited
