"""The nodes of a TeX source from top to bottom, as elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ingestion.elements import Element
from ingestion.parsers.latex.list_labels import Labels, options
from ingestion.parsers.latex.lists import Lists
from ingestion.parsers.latex.tables import table
from ingestion.parsers.latex.tex_nodes import nodes, plain
from ingestion.parsers.office.left_out import LeftOut

HEADINGS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph")
FRAME = HEADINGS.index("subsection") + 1  # level of a slide's title
BLOCK_MACROS = (*HEADINGS, "frametitle", "note", "caption", "includegraphics")
FORMULA = re.compile(
    r"(equation|align|gather|multline|eqnarray|displaymath|flalign|alignat|math)\*?"
)
NAMED = re.compile(
    r"theorem|lemma|definition|corollary|proposition|example|exercise|remark|proof|question"
    r"|solution|problem|abstract|claim|conjecture|algorithm|note",
    re.IGNORECASE,
)
OPTIONS = re.compile(r"[ \t]*(?:\[[^\]]*\])?(?:\{\w+\})?[ \t]*\n?")
LANGUAGE = re.compile(r"language\s*=\s*\{?(\w+)|\A[ \t]*(?:\[[^\]]*\])?\{(\w+)\}")
CAPTION = re.compile(r"[ \t]*\[[^\]]*?\bcaption\s*=\s*(?:\{([^{}]+)\}|([^,\]{}\s][^,\]{}]*))")
FRAMED = ("tcolorbox", "mdframed")
FOOTNOTE = re.compile("\x1e([^\x1e\x1f]*)\x1f")
PLACED = re.compile(r"[htbpH!]+")  # the placement of a float


class Walk:
    """Reads blocks; footnotes follow the block that has them."""

    def __init__(self, theorems: Mapping[str, str], labels: Labels, left_out: LeftOut) -> None:
        self._theorems = theorems
        self._lists = Lists(labels, self.blocks, self.line)
        self._left_out = left_out
        self._below: list[str] = []  # footnotes of the block at hand
        self._footnotes = 0
        self._captioned = False

    def blocks(self, found: Sequence[Any]) -> Iterator[Element]:
        """Elements in order; everything outside of blocks is running text."""
        running: list[Any] = []
        for node in found:
            if reader := self._reader(node):
                yield from self._paragraphs(running)
                running = []
                yield from reader(node)
            else:
                running.append(node)
        yield from self._paragraphs(running)

    def line(self, found: Sequence[Any]) -> str:
        """Nodes on one line."""
        return " ".join(self._text(found).split())

    def _text(self, found: Sequence[Any]) -> str:
        return self._noted(plain(found))

    def _noted(self, text: str) -> str:
        """A text without its footnotes, which are kept for below it."""
        while FOOTNOTE.search(text):
            self._below += [" ".join(note.split()) for note in FOOTNOTE.findall(text)]
            text = FOOTNOTE.sub("", text)
        return text

    def _reader(self, node: Any) -> Callable[[Any], Iterator[Element]] | None:
        name = getattr(node, "environmentname", None)
        if name is not None:
            if FORMULA.fullmatch(name):
                return None
            usual = Walk._list if self._lists.kind(name) else Walk._environment
            reader = ENVIRONMENTS.get(name.rstrip("*"), usual)
            return lambda one: reader(self, one)
        macro = getattr(node, "macroname", "")
        if macro in BLOCK_MACROS:
            chosen = MACROS.get(macro, Walk._heading)
            return lambda one: chosen(self, one)
        if type(node).__name__ == "LatexGroupNode" and self._holds_blocks(node):
            return lambda one: self.blocks(one.nodelist)
        return None

    def _holds_blocks(self, group: Any) -> bool:
        """Whether a group has lists or tables in it: "{\\small \\begin{tabular}...}"."""
        return any(self._reader(node) for node in group.nodelist)

    def _paragraphs(self, running: Sequence[Any]) -> Iterator[Element]:
        if not running:
            return
        whole = FOOTNOTE.sub(lambda note: re.sub(r"\n\s*\n", "\n", note[0]), plain(running))
        for block in re.split(r"\n[ \t]*\n", whole):
            if text := _tidied(self._noted(block)):
                yield Element("paragraph", text)
            yield from self._notes()

    def _notes(self) -> Iterator[Element]:
        below, self._below = self._below, []
        for note in filter(None, below):
            self._footnotes += 1
            yield Element("paragraph", f"Footnote {self._footnotes}: {note}")

    def _heading(self, node: Any) -> Iterator[Element]:
        name = node.macroname
        level = FRAME if name == "frametitle" else HEADINGS.index(name) + 1
        if text := self.line(arguments(node)[-1:]):
            yield Element("heading", text, level=level)
        yield from self._notes()

    def _caption(self, node: Any) -> Iterator[Element]:
        if text := self.line([node]):
            yield Element("paragraph", text)
        yield from self._notes()

    def _picture(self, _: Any) -> Iterator[Element]:
        self._left_out.unread("picture")
        yield from ()

    def _speaker(self, node: Any) -> Iterator[Element]:
        r"""\note{...} of beamer."""
        if text := self.line(arguments(node)[-1:]):
            yield Element("notes", text)

    def _environment(self, node: Any) -> Iterator[Element]:
        """The content of any other environment, under its name if that is meaningful."""
        name = node.environmentname.rstrip("*")
        named = NAMED.search(name) and not name.endswith("block")
        kind = self._theorems.get(name) or (name.capitalize() if named else "")
        inner = list(node.nodelist)
        title = self.line(arguments(node)[-1:]) if kind or name.endswith("block") else ""
        if name in FRAMED:
            title = self._frame_title(node)
        if kind:
            given, inner = ("", inner) if title else _titled(inner)
            title = "" if PLACED.fullmatch(title) else title or self.line(nodes(given))
            title = f"{kind} ({title})" if title else kind
        if title:
            yield Element("paragraph", f"{title.rstrip('.:')}:")
        yield from self.blocks(inner)

    def _frame_title(self, node: Any) -> str:
        """The title among the options of a box."""
        given = "".join(one.latex_verbatim() for one in arguments(node)).strip()[1:-1]
        settings = options(given)
        return self.line(nodes(settings.get("title", settings.get("frametitle", ""))))

    def _figure(self, node: Any) -> Iterator[Element]:
        """A figure; what it shows is described by its caption."""
        outer, self._captioned = self._captioned, "\\caption" in node.latex_verbatim()
        if self._captioned:
            inner = [one for one in node.nodelist if not _is(one, "includegraphics", "tikzpicture")]
            yield from self.blocks(inner)
        else:
            yield from self.blocks(node.nodelist)
        self._captioned = outer

    def _frame(self, node: Any) -> Iterator[Element]:
        """A slide of beamer, whose title may stand in braces at its beginning."""
        inner = [child for child in node.nodelist if child.latex_verbatim().strip()]
        titled = bool(inner) and inner[0].latex_verbatim().startswith("{")
        headed = any(_is(child, "frametitle") for child in inner)
        if titled or not headed:
            heading = self.line(inner[:1]) if titled else ""
            yield Element("heading", heading, level=FRAME)
        skipped = node.nodelist.index(inner[0]) + 1 if titled else 0
        yield from self.blocks(node.nodelist[skipped:])

    def _program(self, node: Any) -> Iterator[Element]:
        text = node.nodeargd.verbatim_text
        language = LANGUAGE.search(text.partition("\n")[0])
        named = (language[1] or language[2]).lower() if language else ""
        if captioned := CAPTION.match(text):
            yield Element("paragraph", self.line(nodes(captioned[1] or captioned[2])))
        if code := OPTIONS.sub("", text, count=1).strip("\n").rstrip():
            yield Element("code", code, language=named)

    def _list(self, node: Any) -> Iterator[Element]:
        yield from self._lists.elements(node)

    def _bibliography(self, node: Any) -> Iterator[Element]:
        yield Element("heading", "References", level=HEADINGS.index("section") + 1)
        key, inner = "", list[Any]()
        for child in [*node.nodelist, None]:
            if child is None or _is(child, "bibitem"):
                if (text := self.line(inner)) and key:
                    yield Element("list_item", f"[{key}] {text}")
                key, inner = self.line(arguments(child)[-1:]) if child is not None else "", []
            else:
                inner.append(child)

    def _table(self, node: Any) -> Iterator[Element]:
        yield from table(node, self.line)
        yield from self._notes()

    def _drawing(self, _: Any) -> Iterator[Element]:
        if not self._captioned:
            self._left_out.unread("drawing")
        yield from ()

    def _nothing(self, _: Any) -> Iterator[Element]:
        yield from ()


def arguments(node: Any) -> list[Any]:
    """The arguments that are given to a command or environment."""
    return [given for given in node.nodeargd.argnlist if given] if node.nodeargd else []


def _is(node: Any, *names: str) -> bool:
    return getattr(node, "macroname", getattr(node, "environmentname", "")) in names


def _titled(inner: list[Any]) -> tuple[str, list[Any]]:
    """The title in brackets at the beginning of a theorem, and what follows it."""
    source = "".join(node.latex_verbatim() for node in inner)
    found = re.match(r"\s*\[([^\[\]]+)\]", source)
    return (found[1], list(nodes(source[found.end() :]))) if found else ("", inner)


def _tidied(block: str) -> str:
    return "\n".join(line.strip() for line in block.split("\n") if line.strip())


MACROS: dict[str, Callable[[Walk, Any], Iterator[Element]]] = {
    "note": Walk._speaker,
    "caption": Walk._caption,
    "includegraphics": Walk._picture,
}
ENVIRONMENTS: dict[str, Callable[[Walk, Any], Iterator[Element]]] = {
    "frame": Walk._frame,
    "verbatim": Walk._program,
    "thebibliography": Walk._bibliography,
    "filecontents": Walk._nothing,
    **dict.fromkeys(("figure", "subfigure", "wrapfigure"), Walk._figure),
    **dict.fromkeys(("itemize", "enumerate", "description"), Walk._list),
    **dict.fromkeys(("tabular", "tabularx", "tabulary", "longtable", "tabu"), Walk._table),
    **dict.fromkeys(("tikzpicture", "pspicture", "picture", "circuitikz"), Walk._drawing),
}
