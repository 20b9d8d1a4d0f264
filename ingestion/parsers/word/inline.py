"""The visible content of one paragraph of a Word document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]

from ingestion.parsers.fonts import is_monospace
from ingestion.parsers.formulas import omml, tex
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.markup import M, Node, W
from ingestion.parsers.office.numbers import crossed_out, raised
from ingestion.parsers.symbol_fonts import from_symbol_font
from ingestion.parsers.word.styles import Styles, is_on, value
from ingestion.parsers.word.unseen import Unseen

V = "{urn:schemas-microsoft-com:vml}"
UNSEEN = {
    "del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delText",
    "delInstrText", "commentReference", "annotationRef", "footnoteRef", "endnoteRef", "separator",
    "continuationSeparator", "lastRenderedPageBreak", "softHyphen", "proofErr", "bookmarkStart",
    "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart", "permEnd", "pgNum",
    "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
    "smartTagPr", "customXmlPr", "fldData", "rubyPr", "tblPr", "trPr", "tcPr", "sectPr",
}  # fmt: skip
HIGH = 4
PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")


@dataclass(slots=True)
class InlineContent:
    """A paragraph's text, and what hangs on it."""

    parts: list[str] = field(default_factory=list)
    fonts: list[str] = field(default_factory=list)  # of each run with text; "" for the style's
    bold: list[bool] = field(default_factory=list)
    footnotes: list[tuple[str, str]] = field(default_factory=list)  # kind and id
    drawings: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text; formulas as TeX between dollar signs."""
        return "".join(self.parts)

    def is_code(self, font: str) -> bool:
        """Whether all of it is set in a font for programs; `font` is that of its style."""
        return bool(self.fonts) and all(is_monospace(own or font) for own in self.fonts)


class Inline:
    """Reads paragraphs one by one; what it leaves out is counted."""

    def __init__(self, left_out: LeftOut, styles: Styles) -> None:
        self._left_out = left_out
        self._unseen = Unseen(styles)
        self._content = InlineContent()
        self._fields: list[str] = []  # of the fields around: "code" before their result is shown

    def read(self, paragraph: Node) -> InlineContent:
        """The paragraph as a reader sees it, tracked changes accepted."""
        self._content, self._fields = InlineContent(), []
        self._unseen.enter(paragraph)
        alone = all(child.tag in (f"{W}pPr", f"{M}oMathPara") for child in paragraph.iterchildren())
        for child in paragraph.iterchildren(etree.Element):
            if alone and child.tag == f"{M}oMathPara":
                self._content.parts.append(tex.display(omml.to_tex(child)))
            else:
                self._one(child)
        return self._content

    def _inside(self, node: Node) -> None:
        for child in node.iterchildren(etree.Element):
            self._one(child)

    def _one(self, node: Node) -> None:
        if node.tag in (f"{M}oMath", f"{M}oMathPara"):
            self._add(tex.inline(omml.to_tex(node)))
        elif not node.tag.startswith(W):
            self._foreign(node)
        elif (name := node.tag.removeprefix(W)) in READERS:
            READERS[name](self, node)
        elif name in SIGNS:
            self._add(SIGNS[name])
        elif name not in UNSEEN:
            self._inside(node)

    def _foreign(self, node: Node) -> None:
        if "".join(node.itertext()).strip():
            self._left_out.unread(f"element of a kind that is not known ({_local(node)})")

    def _add(self, text: str) -> None:
        if not {"code", "unseen"}.intersection(self._fields):
            self._content.parts.append(text)

    def _run(self, run: Node) -> None:
        look = run.find(f"{W}rPr")
        if why := self._unseen.why(run, look):
            if any((t.text or "").strip() for t in run.iter(f"{W}t")):
                self._left_out.hidden(f"stretch of {why}")
            return
        before = len(self._content.parts)
        self._inside(run)
        added = "".join(self._content.parts[before:])
        if not added.strip():
            return
        self._content.parts[before:] = [_struck(_raised(added, look), look)]
        font = look.find(f"{W}rFonts") if look is not None else None
        self._content.fonts.append(font.get(f"{W}ascii", "") if font is not None else "")
        self._content.bold.append(look is not None and is_on(look.find(f"{W}b")))

    def _text(self, node: Node) -> None:
        self._add(node.text or "")

    def _break(self, node: Node) -> None:
        self._add("\n" if node.get(f"{W}type", "textWrapping") == "textWrapping" else " ")

    def _symbol(self, node: Node) -> None:
        sign = from_symbol_font(node.get(f"{W}font", ""), node.get(f"{W}char", ""))
        if sign:
            self._add(sign)
        else:
            self._left_out.unread(f"sign of the font {node.get(f'{W}font', 'unknown')}")

    def _field(self, node: Node) -> None:
        kind = node.get(f"{W}fldCharType")
        if kind == "begin":
            self._add(_form_value(node))
            self._fields.append("code")
        elif kind == "separate" and self._fields and self._fields[-1] == "code":
            self._fields[-1] = "result"
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _instruction(self, node: Node) -> None:
        """The hidden code of a field; formulas of old Word have nothing else."""
        words = (node.text or "").split()
        if words and words[0].upper() == "EQ":
            self._left_out.unread("equation of an old kind (field EQ)")
        elif words and words[0].upper() in PAGE_FIELDS and self._fields:
            self._fields[-1] = "unseen"  # its result, too: the number of the page

    def _simple_field(self, node: Node) -> None:
        words = node.get(f"{W}instr", "").split()
        if not (words and words[0].upper() in PAGE_FIELDS):
            self._inside(node)

    def _control(self, node: Node) -> None:
        """A content control: what was filled in, not the prompt to do so."""
        if not is_on(node.find(f"{W}sdtPr/{W}showingPlcHdr")):
            self._inside(node)

    def _ruby(self, node: Node) -> None:
        base, above = node.find(f"{W}rubyBase"), node.find(f"{W}rt")
        if base is not None:
            self._inside(base)
        if above is not None:
            self._add("(")
            self._inside(above)
            self._add(")")

    def _note(self, node: Node) -> None:
        kind = node.tag.removeprefix(W).removesuffix("Reference")
        self._content.footnotes.append((kind, node.get(f"{W}id", "")))

    def _drawing(self, node: Node) -> None:
        self._content.drawings.append(node)


def _struck(text: str, look: Node | None) -> str:
    """Text that is crossed out between marks: what costs ~~9~~ 12 euro does not cost 9."""
    marks = [look.find(f"{W}{name}") for name in ("strike", "dstrike")] if look is not None else []
    return crossed_out(text) if any(map(is_on, marks)) else text


def _raised(text: str, look: Node | None) -> str:
    """Digits set as superscript as such: 10⁶ is not 106."""
    if look is None:
        return text
    up = value(look.find(f"{W}position"))  # in half points
    high = up.isdecimal() and len(up) < 4 and int(up) >= HIGH
    return raised(text) if high or value(look.find(f"{W}vertAlign")) == "superscript" else text


def _form_value(begin: Node) -> str:
    """The value chosen in a form field of old Word without a result."""
    box, choice = begin.find(f"{W}ffData/{W}checkBox"), begin.find(f"{W}ffData/{W}ddList")
    if box is not None:
        checked = box.find(f"{W}checked")
        return "☒" if is_on(box.find(f"{W}default") if checked is None else checked) else "☐"
    if choice is None:
        return ""
    entries = [value(entry) for entry in choice.iterchildren(f"{W}listEntry")]
    chosen = value(choice.find(f"{W}result")) or "0"
    known = chosen.isdecimal() and len(chosen) < 6 and int(chosen) < len(entries)
    return entries[int(chosen)] if known else ""


def _local(node: Node) -> str:
    return str(node.tag).rpartition("}")[2]


SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
READERS: dict[str, Callable[[Inline, Node], None]] = {
    "r": Inline._run,
    "t": Inline._text,
    "br": Inline._break,
    "sym": Inline._symbol,
    "fldChar": Inline._field,
    "instrText": Inline._instruction,
    "fldSimple": Inline._simple_field,
    "sdt": Inline._control,
    "ruby": Inline._ruby,
    "footnoteReference": Inline._note,
    "endnoteReference": Inline._note,
    "drawing": Inline._drawing,
    "pict": Inline._drawing,
    "object": Inline._drawing,
}
