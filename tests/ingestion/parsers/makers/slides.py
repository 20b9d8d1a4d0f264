"""PowerPoint files: python-pptx makes the deck, what it cannot write is put in as XML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pptx
from lxml import etree  # type: ignore[import-untyped]
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE as CHART
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Inches

from tests.ingestion.parsers.makers.charts import diagram

BASE = "http://schemas.openxmlformats.org"
DRAWN = f'xmlns:a="{BASE}/drawingml/2006/main" xmlns:p="{BASE}/presentationml/2006/main"'
MATH = (
    'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" '
    f'xmlns:m="{BASE}/officeDocument/2006/math"'
)
RELATION = f"{BASE}/officeDocument/2006/relationships"


def deck() -> Presentation:
    """An empty deck."""
    return pptx.Presentation()


def saved(deck: Presentation, path: Path) -> Path:
    """The deck as a file."""
    deck.save(str(path))
    return path


def slide(deck: Presentation, title: str, *lines: str) -> Slide:
    """A slide with a title and a text box of lines."""
    made = deck.slides.add_slide(deck.slide_layouts[5])
    made.shapes.title.text = title
    if lines:
        box = made.shapes.add_textbox(Inches(1), Inches(2), Inches(6), Inches(2))
        box.text_frame.text = "\n".join(lines)
    return made


def bars(slide: Slide, title: str, **series: tuple[float, ...]) -> None:
    """A bar chart over three subjects."""
    data = CategoryChartData()
    data.categories = ["Hydrology", "Glaciology", "Limnology"]
    for name, values in series.items():
        data.add_series(name.replace("_", " "), values)
    place = (Inches(1), Inches(2), Inches(6), Inches(4))
    drawn = slide.shapes.add_chart(CHART.COLUMN_CLUSTERED, *place, data).chart
    drawn.has_title = True
    drawn.chart_title.text_frame.text = title


def cloud(slide: Slide, name: str, points: list[tuple[float, float]]) -> None:
    """A scatter chart."""
    data = XyChartData()
    series = data.add_series(name)
    for x, y in points:
        series.add_data_point(x, y)
    slide.shapes.add_chart(CHART.XY_SCATTER, 0, Inches(2), Inches(6), Inches(4), data)


def equation(slide: Slide, before: str, formula: str) -> None:
    """A text box with an equation, and the picture of it for programs before 2010."""
    box = slide.shapes.add_textbox(Inches(1), Inches(2), Inches(6), Inches(1))
    box.text_frame.text = before
    math = etree.fromstring(
        f"<a14:m {MATH}><m:oMath><m:r><m:t>{formula}</m:t></m:r></m:oMath></a14:m>"
    )
    box.text_frame.paragraphs[0]._p.append(math)
    node = box._element
    mc = f"{BASE}/markup-compatibility/2006"
    both = etree.fromstring(
        f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="a14"/><mc:Fallback>'
        f"<p:sp {DRAWN}><p:txBody><a:p><a:r><a:t>a picture</a:t></a:r></a:p></p:txBody></p:sp>"
        "</mc:Fallback></mc:AlternateContent>"
    )
    node.getparent().replace(node, both)
    both[0].append(node)


def smart_art(slide: Slide, *texts: str, lines: Any = ()) -> None:
    """A diagram of these items."""
    points = {str(number): text for number, text in enumerate(texts, start=1)}
    part = Part(
        PackURI(f"/ppt/diagrams/data{slide.slide_id}.xml"),
        "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
        slide.part.package,
        diagram(points, lines).encode(),
    )
    name = slide.part.relate_to(part, f"{RELATION}/diagramData")
    frame = etree.fromstring(
        f'<p:graphicFrame {DRAWN}><p:nvGraphicFramePr><p:cNvPr id="90" name="d"/>'
        "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm>"
        '<a:off x="914400" y="1828800"/><a:ext cx="9" cy="9"/></p:xfrm><a:graphic>'
        f'<a:graphicData uri="{BASE}/drawingml/2006/diagram"><dgm:relIds '
        f'xmlns:dgm="{BASE}/drawingml/2006/diagram" xmlns:r="{RELATION}" r:dm="{name}"/>'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )
    slide.shapes._spTree.append(frame)


def hide(slide: Slide) -> None:
    """Leave a slide out of the show."""
    slide._element.set("show", "0")
