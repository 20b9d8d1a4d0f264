"""Parts of a page from elsewhere, or drawn: videos, recordings, other pages; counted, not read."""

from __future__ import annotations

from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.web.nodes import Node

KINDS = {
    "iframe": "embedded page",
    "video": "video",
    "audio": "recording",
    "object": "embedded object",
    "embed": "embedded object",
    "svg": "drawing",
}
UNSEEN = ("0", "1", "0px", "1px")  # sides of what only counts visitors


def count_embedded(node: Node, left_out: LeftOut) -> None:
    """Count an element that is about to be dropped, if readers see something there."""
    if any(node.get(side) in UNSEEN for side in ("width", "height")):
        return
    if node.tag == "svg":
        if not any(True for _ in node.iter("text", "foreignobject", "foreignObject")):
            return  # an icon
        left_out.unread(KINDS["svg"])
    elif node.tag in KINDS:
        left_out.unread(KINDS[node.tag], " ".join(node.get("title", "").split())[:60])
