"""Drawings of the graph, made locally."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TypedDict

from grandalf.graphs import Edge as LayoutEdge
from grandalf.graphs import Graph as LayoutGraph
from grandalf.graphs import Vertex
from grandalf.layouts import SugiyamaLayout

from agent.graph import Graph

WIDTH, HEIGHT = 150, 40  # of a node, pixels
MARGIN = 90  # space for the arrows that lead back up
LABELS = {"__start__": "start", "__end__": "end"}


class Arrow(TypedDict):
    """An edge; a conditional one depends on the decision of its source node."""

    source: str
    target: str
    conditional: bool


class GraphShape(TypedDict):
    """The nodes' names, and the edges between them."""

    nodes: list[str]
    edges: list[Arrow]


@dataclass(slots=True)
class _Box:
    """A node's center and size, in the form required by the layout library."""

    w: int = WIDTH
    h: int = HEIGHT
    xy: tuple[float, float] = (0.0, 0.0)


def as_json(graph: Graph) -> GraphShape:
    """The graph as data."""
    drawn = graph.get_graph()
    edges = [
        Arrow(source=e.source, target=e.target, conditional=e.conditional) for e in drawn.edges
    ]
    return GraphShape(nodes=list(drawn.nodes), edges=edges)


def mermaid(graph: Graph) -> str:
    """The graph as Mermaid text."""
    return graph.get_graph().draw_mermaid()


def ascii_art(graph: Graph) -> str:
    """The graph for a terminal."""
    return graph.get_graph().draw_ascii()


def svg(graph: Graph) -> str:
    """The graph as an SVG image; each node is a `<g class="node" data-node="...">`."""
    shape = as_json(graph)
    boxes = _laid_out(shape)
    left = min(box.xy[0] for box in boxes.values()) - WIDTH / 2 - MARGIN
    top = min(box.xy[1] for box in boxes.values()) - HEIGHT
    width = max(box.xy[0] for box in boxes.values()) + WIDTH / 2 + MARGIN - left
    height = max(box.xy[1] for box in boxes.values()) + HEIGHT - top
    arrows = "\n".join(_arrow(edge, boxes) for edge in shape["edges"])
    nodes = "\n".join(_node(name, box) for name, box in boxes.items())
    return _SVG.format(view=f"{left:g} {top:g} {width:g} {height:g}", arrows=arrows, nodes=nodes)


def _laid_out(shape: GraphShape) -> dict[str, _Box]:
    vertices = {name: Vertex(name) for name in shape["nodes"]}
    boxes = {name: _Box() for name in shape["nodes"]}
    for name, vertex in vertices.items():
        vertex.view = boxes[name]
    edges = [LayoutEdge(vertices[e["source"]], vertices[e["target"]]) for e in shape["edges"]]
    layout = SugiyamaLayout(LayoutGraph(list(vertices.values()), edges).C[0])
    layout.xspace, layout.yspace = 24, 50
    layout.init_all(roots=[vertices["__start__"]])
    layout.draw()
    return boxes


def _node(name: str, box: _Box) -> str:
    x, y = box.xy
    label = LABELS.get(name, name.replace("_", " "))
    kind = "node end" if name in LABELS else "node"
    return (
        f'<g class="{kind}" data-node="{escape(name)}">'
        f'<rect x="{x - WIDTH / 2:g}" y="{y - HEIGHT / 2:g}" width="{WIDTH}" height="{HEIGHT}"'
        f' rx="{HEIGHT / 2 if name in LABELS else 8:g}"/>'
        f'<text x="{x:g}" y="{y:g}">{escape(label)}</text></g>'
    )


def _arrow(edge: Arrow, boxes: dict[str, _Box]) -> str:
    """A curve between two nodes; those that lead back up pass on the right."""
    (x1, y1), (x2, y2) = boxes[edge["source"]].xy, boxes[edge["target"]].xy
    if y2 > y1:
        y1, y2 = y1 + HEIGHT / 2, y2 - HEIGHT / 2
        middle = (y1 + y2) / 2
        path = f"M{x1:g},{y1:g} C{x1:g},{middle:g} {x2:g},{middle:g} {x2:g},{y2:g}"
    else:
        x1, x2 = x1 + WIDTH / 2, x2 + WIDTH / 2
        out = max(x1, x2) + MARGIN * 0.8
        path = f"M{x1:g},{y1:g} C{out:g},{y1:g} {out:g},{y2:g} {x2:g},{y2:g}"
    kind = "edge conditional" if edge["conditional"] else "edge"
    names = f'data-source="{escape(edge["source"])}" data-target="{escape(edge["target"])}"'
    return f'<path class="{kind}" {names} d="{path}" marker-end="url(#tip)"/>'


_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" role="img" \
aria-label="The graph that a question runs through">
<style>
.node rect {{ fill: #eef2ff; stroke: #4f5bd5; stroke-width: 1.5; }}
.node.end rect {{ fill: #f4f4f5; stroke: #71717a; }}
.node text {{ font: 14px system-ui, sans-serif; fill: #1f2333; text-anchor: middle; \
dominant-baseline: central; }}
.edge {{ fill: none; stroke: #71717a; stroke-width: 1.5; }}
.conditional {{ stroke-dasharray: 5 4; }}
</style>
<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" \
orient="auto-start-reverse"><path d="M0,0 L10,5 L0,10 z" fill="#71717a"/></marker></defs>
{arrows}
{nodes}
</svg>
"""
