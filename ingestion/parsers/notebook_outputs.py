"""The outputs of a notebook's cells, in their most readable form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from agent.errors import Unreadable
from ingestion.elements import Element
from ingestion.parsers import markdown, web
from ingestion.parsers.office.left_out import LeftOut

SHOWN = 20  # lines of a long output at its beginning, and as many at its end
WIDEST = 1_000  # characters of a line
TERMINAL_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
WIDGET = "application/vnd.jupyter.widget-view+json"
CHART = re.compile(r"application/vnd\.(?:plotly|vega|vegalite|bokehjs_exec|holoviews_exec)\b")
TAG = re.compile(r"<[^<>]*>")
DRAWN = re.compile(
    r"<[\w.]+>|<IPython[\w.]* \w+(?: object)?>|<[\w.]+( object)? at 0x[0-9a-f]+>"
    r"|<Figure size .*>|<[\w.]+ object>",
    re.DOTALL,
)
IN_FORMAT_3 = {
    "text": "text/plain", "html": "text/html", "latex": "text/latex", "markdown": "text/markdown",
    "png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml",
}  # fmt: skip


class Outputs:
    """Reads the outputs of a cell; pictures and parts that are left out are counted."""

    def __init__(self, left_out: LeftOut) -> None:
        self._left_out = left_out

    def elements(self, outputs: Sequence[dict[str, Any]]) -> Iterator[Element]:
        """The outputs below the cell; lines of text are joined to one program output."""
        plain: list[str] = []
        for output in outputs:
            found = self._output(output)
            if isinstance(found, str):
                plain.append(found)
            else:
                yield from self._printed(plain)
                plain = []
                yield from found
        yield from self._printed(plain)

    def _printed(self, parts: Sequence[str]) -> Iterator[Element]:
        text = TERMINAL_COLOUR.sub("", "\n".join(part for part in parts if part))
        # what ends in a mere carriage return is written over, as a bar of progress is
        last = (line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
        lines = [line.rstrip() for line in "\n".join(last).splitlines()]
        if shown := "\n".join(self._shortened(lines)).strip("\n"):
            yield Element("code", shown, language="output")

    def _shortened(self, lines: list[str]) -> list[str]:
        short = [_narrowed(line) for line in lines]
        if len(lines) > 2 * SHOWN:
            short = [*short[:SHOWN], "...", *short[-SHOWN:]]
        if short != lines:
            self._left_out.unread("part of long outputs")
        return short

    def _output(self, output: dict[str, Any]) -> str | list[Element]:
        kind = output.get("output_type")
        if kind == "stream":
            return text_of(output.get("text", "")).strip("\n")
        if kind in ("error", "pyerr"):
            return f"{output.get('ename', 'Error')}: {output.get('evalue', '')}"
        forms = output.get("data") or {IN_FORMAT_3.get(key, key): output[key] for key in output}
        return self._best(forms)

    def _best(self, forms: dict[str, Any]) -> str | list[Element]:
        """Markdown and formulas as such, tables of a page as tables, else plain text."""
        if "text/markdown" in forms:
            return list(markdown.blocks(text_of(forms["text/markdown"]), self._left_out))
        if text := text_of(forms.get("text/latex", "")).strip():
            return [Element("paragraph", text)]
        if WIDGET in forms:
            self._left_out.unread("widget")
            return ""
        if any(CHART.match(form) for form in forms):
            self._left_out.unread("interactive chart", _chart_title(forms))
            return ""
        page = text_of(forms.get("text/html", ""))
        plain = text_of(forms.get("text/plain", "")).strip("\n")
        has_text = plain.strip() and not DRAWN.fullmatch(plain.strip())
        if page and ("<table" in page or not has_text):
            found = self._page(page)
            if found:
                return found
        if has_text:
            return plain
        if "application/json" in forms:
            return json.dumps(forms["application/json"], ensure_ascii=False, indent=1)
        if any(form.startswith("image/") for form in forms):
            self._left_out.unread("picture")
        return ""

    def _page(self, text: str) -> list[Element]:
        try:
            return web.fragment(text, self._left_out)
        except Unreadable:
            return []


def _chart_title(forms: dict[str, Any]) -> str:
    """The title of a chart of Plotly or Vega; "" without one."""
    given = next((forms[form] for form in forms if CHART.match(form)), None)
    layout = given.get("layout", given) if isinstance(given, dict) else None
    title = layout.get("title") if isinstance(layout, dict) else None
    text = title.get("text") if isinstance(title, dict) else title
    return TAG.sub("", text)[:80] if isinstance(text, str) else ""


def _narrowed(line: str) -> str:
    return line if len(line) <= WIDEST else f"{line[: WIDEST // 2]} ... {line[-WIDEST // 2 :]}"


def text_of(lines: str | list[str]) -> str:
    """The text of a field, which may be in lines."""
    return lines if isinstance(lines, str) else "".join(lines)
