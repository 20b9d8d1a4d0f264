"""Text of a Word document that its reader does not see: hidden by its own properties or by those of
its style, or white on white."""

from __future__ import annotations

from ingestion.parsers.office.markup import Node, W
from ingestion.parsers.word.styles import PAPER, Style, Styles, is_on, is_shade, is_white, value

ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}anchor"


class Unseen:
    """Tells why a run is not seen, one paragraph after the other."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._around = Style()  # of the paragraph

    def enter(self, paragraph: Node) -> None:
        """The runs asked for from now on are of this paragraph."""
        self._around = self._styles.of(paragraph)

    def why(self, run: Node, look: Node | None) -> str:
        """What its text is: "hidden text", "white text"; "" for what is seen."""
        styled = Style()
        if look is not None and (name := value(look.find(f"{W}rStyle"))):
            styled = self._styles.named(name)
        own = look.find(f"{W}vanish") if look is not None else None
        hidden = is_on(own) if own is not None else styled.hidden or self._around.hidden
        if hidden:
            return "hidden text"
        own = look.find(f"{W}color") if look is not None else None
        color = value(own) if own is not None else styled.color or self._around.color
        if not is_white(color) or styled.shaded or _is_marked(look):
            return ""
        return "" if any(map(self._is_shaded, run.iterancestors())) else "white text"

    def _is_shaded(self, node: Node) -> bool:
        """Whether something that a run is in has another colour than paper, or may have."""
        name = node.tag.removeprefix(W) if isinstance(node.tag, str) else ""
        if name == "txbxContent":
            return True  # shapes have colours of many kinds
        if name == "document":
            ground = node.find(f"{W}background")
            paper = ground is None or is_white(ground.get(f"{W}color", "") or "FFFFFF")
            return not paper or any(a.get("behindDoc") == "1" for a in node.iter(ANCHOR))
        if name == "p":
            return self._styles.of(node).shaded or is_shade(node.find(f"{W}pPr/{W}shd"))
        if name == "tbl":
            style = value(node.find(f"{W}tblPr/{W}tblStyle"))
            return self._styles.shades(style) or is_shade(node.find(f"{W}tblPr/{W}shd"))
        return name == "tc" and is_shade(node.find(f"{W}tcPr/{W}shd"))


def _is_marked(look: Node | None) -> bool:
    """Whether a run has a colour behind it."""
    if look is None:
        return False
    marker = value(look.find(f"{W}highlight"))
    return is_shade(look.find(f"{W}shd")) or marker not in (*PAPER, "white")
