"""A model's answer, released sentence by sentence once each one is checked.

A sentence is shown if a passage says it (`backing.py`), with a citation of that passage,
whatever the model itself has cited. Another one is replaced by the passage's own words if these
answer the question, or dropped. Nothing that is released is taken back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.languages.grounding import Grounding
from agent.reasoner import Cite
from agent.reasoners.llm.backing import Backing
from agent.reasoners.llm.form import (
    declines,
    ends_well,
    is_heading,
    looks_like_code,
    tidy,
    without_heading,
)
from agent.reasoners.llm.repeating import covered_by, repeats
from agent.reasoners.llm.splitting import (
    ITEM,
    TABLE,
    by_line,
    complete_count,
    finished,
    in_runs,
    space_before,
)
from agent.text.claims import lists_too_few, meant
from agent.text.clauses import has_verb
from agent.text.sentences import Span, sentences
from agent.types import Passage

FEWEST_WORDS = 2
"""A sentence with fewer words that carry meaning ("Yes.") is not shown."""
ADDED = 3  # sentences below what is quoted already
_ASKS = ("?", "？", "؟")
_MAY_END = re.compile(r"[\s。！？]")


class Release:
    """Checks what one answer's model writes; `feed` and `end` return what can be shown."""

    def __init__(
        self,
        passages: Sequence[Passage],
        question: str,
        above: Sequence[str] = (),
        grounding: Grounding | None = None,
    ) -> None:
        """`passages` as graded; only relevant ones support anything. `above`: sentences that the
        student sees already; only `ADDED` whole sentences that add to them, and name what is
        asked, are shown."""
        self._grounding = grounding or Grounding()
        self._above = list(above)
        self._backing = Backing(passages, question, self._grounding)
        self._text = ""
        self._cites: list[tuple[int, int]] = []  # position in the text, place
        self._lead = ""  # a line that announces what follows; shown with it
        self._numbered = 0
        self.released: list[str] = []
        """The sentences that were released."""
        self.dropped: list[str] = []
        """Those that were not, because no passage supports them."""
        self.declined = False
        """Whether the model stated that the passages do not answer."""

    def feed(self, part: str | Cite) -> list[str | Cite]:
        """Add a piece of the answer; returns what is complete, checked and new."""
        if isinstance(part, Cite):
            self._cites.append((len(self._text), part.place))
            return []
        self._text += part
        return self._released(last=False) if _MAY_END.search(part) else []

    def discard(self) -> None:
        """Forget what is not released yet: it was no part of the answer."""
        self._text, self._cites, self._lead = "", [], ""

    def end(self, *, cut: bool = False) -> list[str | Cite]:
        """The rest; where the model was cut off, without a sentence that is not finished."""
        return self._released(last=True, cut=cut)

    def _released(self, *, last: bool, cut: bool = False) -> list[str | Cite]:
        spans = by_line(self._text, sentences(self._text))
        complete = spans if last else spans[: complete_count(spans, self._text)]
        if last and cut and complete:
            complete = [*complete[:-1], *finished(complete[-1], self._text)]
        if not complete:
            return []
        shown: list[str | Cite] = []
        before = 0
        runs = in_runs(complete)
        starts = [run[0].start for run in runs[1:]] + [len(self._text)]
        for run, following in zip(runs, starts, strict=True):
            first = run[0].start if self.released or before else -1
            cited = [place for where, place in self._cites if first < where <= following]
            if run[0].kind in TABLE:
                shown += self._table([self._text[row.start : row.end] for row in run])
            else:
                shown += self._checked(run[0], self._text[before : run[0].start], cited)
            before = run[-1].end
        rest = complete[-1].end
        self._cites = [(where - rest, place) for where, place in self._cites if where > rest]
        self._text = self._text[rest:]
        return shown

    def _checked(self, span: Span, gap: str, cited: Sequence[int]) -> list[str | Cite]:
        text = self._text[span.start : span.end]
        if span.kind == "code" or looks_like_code(text):
            return self._code(text)
        passages = self._backing.passages
        if span.kind == "heading" or is_heading(text, passages):
            return []
        statement = without_heading(tidy(text), passages)
        if declines(statement):
            self.declined = True
            return []
        if statement.endswith((":", "：")):
            self._lead = statement if self._backing.names(statement) else ""
            return []
        if not statement or statement.endswith(_ASKS) or self._repeats(statement):
            return []
        return self._statement(statement, gap, cited)

    def _statement(self, statement: str, gap: str, cited: Sequence[int]) -> list[str | Cite]:
        bare = ITEM.sub("", statement)
        if len(meant(bare)) < FEWEST_WORDS or self._backing.is_aside(bare):
            return []
        if lists_too_few(bare):
            self.dropped.append(bare)
            return []
        whole = has_verb(bare) or self._grounding.is_foreign(bare)
        if self._above and (len(self.released) == ADDED or not whole):
            return []
        standing = self._backing.standing(bare, self.released)
        if self._above and not self._backing.concerns(standing):
            return []
        place = self._backing.place(standing, cited) if standing else 0
        if not place:
            self.dropped.append(bare)
            bare, place = ("", 0) if self._above else self._own_words(bare)
            statement = bare
        if not place:
            return []
        return self._show(self._renumbered(statement), gap, bare, place)

    def _repeats(self, statement: str) -> bool:
        """Whether what is shown states it already."""
        return repeats(statement, self.released) or covered_by(statement, self._above)

    def _show(self, text: str, gap: str, bare: str, place: int) -> list[str | Cite]:
        lead, self._lead = self._lead, ""
        between = space_before(gap, text) if self.released else ""
        if lead:
            between = f"{between}{lead}\n\n"
        self.released.append(bare)
        ended = text if ends_well(text) or ITEM.match(text) or "|" in text else f"{text}."
        return [between + ended, Cite(place)]

    def _own_words(self, statement: str) -> tuple[str, int]:
        """A passage's words in place of a statement that failed, unless they are shown already."""
        own, place = self._backing.own_words(statement)
        return ("", 0) if not own or self._repeats(own) else (tidy(own), place)

    def _code(self, text: str) -> list[str | Cite]:
        found = self._backing.code(text)
        if found is None or found.text in self.released or self._above:
            return []
        lead, self._lead = (f"{self._lead}\n\n" if self._lead else ""), ""
        before = "\n\n" if self.released else ""
        self.released.append(found.text)
        return [f"{before}{lead}{found.text}\n", Cite(found.place)]

    def _table(self, rows: Sequence[str]) -> list[str | Cite]:
        """The head of a table and those of its rows that are rows of one passage."""
        if self._above:
            return []
        head = next((row for row in rows if "\n" in row), "")
        kept, place = self._backing.rows([row for row in rows if row != head])
        if not head or not kept or not self._backing.names(head):
            return []
        table = "\n".join([head.rstrip(), *kept])
        before = "\n\n" if self.released else ""
        self.released += kept
        return [f"{before}{table}\n\n", Cite(place)]

    def _renumbered(self, text: str) -> str:
        """A numbered item with its number among those that are shown."""
        item = ITEM.match(text)
        if not (item and item["number"]):
            self._numbered = 0
            return text
        self._numbered += 1
        return f"{self._numbered}. {text[item.end() :]}"
