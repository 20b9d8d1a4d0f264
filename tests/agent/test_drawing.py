import xml.etree.ElementTree as ET

from agent import drawing
from agent.graph import node_names, outline


def test_every_drawing_has_every_node() -> None:
    graph = outline()
    assert {"__start__", *node_names(graph), "__end__"} == set(drawing.as_json(graph)["nodes"])
    for node in node_names(graph):
        assert node in drawing.mermaid(graph)
        assert node in drawing.ascii_art(graph)
        assert f'data-node="{node}"' in drawing.svg(graph)


def test_the_picture_is_well_formed_and_has_every_edge() -> None:
    graph = outline()
    picture = ET.fromstring(drawing.svg(graph))
    drawn = [path for path in picture.iter() if path.get("data-source")]
    assert len(drawn) == len(drawing.as_json(graph)["edges"])
