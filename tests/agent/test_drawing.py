import xml.etree.ElementTree as ET

from agent import drawing
from agent.graph import outline

NODES = {"retrieve", "grade_documents", "rewrite_query", "generate", "verify", "refuse"}


def test_every_drawing_has_every_node() -> None:
    graph = outline()
    assert set(drawing.as_json(graph)["nodes"]) > NODES
    for node in NODES:
        assert node in drawing.mermaid(graph)
        assert node in drawing.ascii_art(graph)
        assert f'data-node="{node}"' in drawing.svg(graph)


def test_the_picture_is_well_formed_and_has_every_edge() -> None:
    graph = outline()
    picture = ET.fromstring(drawing.svg(graph))
    drawn = [path for path in picture.iter() if path.get("data-source")]
    assert len(drawn) == len(drawing.as_json(graph)["edges"])
