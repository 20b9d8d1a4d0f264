"""Office files that break programs: circles, spans without end, entities, depths, and lies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.ingestion.packages import archive
from tests.ingestion.parsers.makers.charts import chart, diagram
from tests.ingestion.parsers.makers.slides import deck, hide, saved, slide, smart_art
from tests.ingestion.parsers.makers.word import (
    SPACES,
    box,
    cell,
    docx,
    field,
    graphic,
    level,
    math,
    notes,
    numbers,
    p,
    part,
    run,
    table,
)  # fmt: skip

SENTENCE = "A tuple cannot be changed."
Maker = Callable[[Path], object]
LAUGHS = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">{}]>'.format(
    "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghz", strict=True))
)


def word(body: str, numbering: str = "", **parts: str) -> Maker:
    return lambda path: docx(path, body, numbering, **parts)


def nested_tables(depth: int) -> str:
    inside = p(SENTENCE)
    for _ in range(depth):
        inside = table(("a", inside), ("b", "c"))
    return inside


def nested_boxes(depth: int) -> str:
    inside = p(SENTENCE)
    for _ in range(depth):
        inside = p(box(inside).partition("<mc:Fallback>")[0] + "</mc:AlternateContent></w:r>")
    return inside


def deep_formula(depth: int) -> str:
    inside = "x"
    for _ in range(depth):
        inside = part("sSup", e=inside, sup="2")
    return p(SENTENCE) + p(math(inside))


STYLES_IN_A_CIRCLE = (
    f'<w:styles {SPACES}><w:style w:type="paragraph" w:default="1" w:styleId="a">'
    '<w:name w:val="a"/><w:basedOn w:val="b"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="b"/>'
    '<w:basedOn w:val="a"/></w:style></w:styles>'
)
HUGE_NUMBER = numbers(
    1, level(0, "upperRoman", "%1%1%1%9").replace('w:start w:val="1"', 'w:start w:val="2000000000"')
)
ITSELF = '<w:r><w:footnoteReference w:id="1"/></w:r>'


def circle(path: Path) -> None:
    """SmartArt whose items are below each other."""
    made = deck()
    shown = slide(made, "Circle", SENTENCE)
    smart_art(shown, "one", "two", lines=[("top", "1"), ("1", "2"), ("2", "1"), ("2", "2")])
    saved(made, path)


def hidden_deck(path: Path) -> None:
    made = deck()
    hide(slide(made, "Answers", SENTENCE))
    saved(made, path)


def half_a_shape(path: Path) -> None:
    """A deck with a shape that lacks what each must have, which shows when it is looked at."""
    made = deck()
    for shape in slide(made, "Topic", SENTENCE).shapes:
        shape._element.remove(shape._element.spPr)
    saved(made, path)


FAR = chart("Far", ["a"], {"b": [1.0]}).replace('idx="0"', 'idx="9999999"')
LIE = chart("Lie", ["a"], {"b": [1.0]}).replace(
    "<c:numCache>", '<c:numCache><c:ptCount val="4000000000"/>'
)


def sheet(inside: str, before: str = "") -> Maker:
    """A workbook of one sheet with the sentence in B2, and this after its cells."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    base = "http://schemas.openxmlformats.org"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c><c r="B1" t="inlineStr"><is><t>'
        f'Says</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c>'
        f'<c r="B2" t="inlineStr"><is><t>{SENTENCE}</t></is></c></row>'
    )
    return lambda path: archive(
        path,
        {
            "[Content_Types].xml": f'<Types xmlns="{base}/package/2006/content-types"><Default '
            'Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override '
            f'PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{base}/package/2006/relationships">'
            "<Relationship "
            f'Id="r" Type="{base}/officeDocument/2006/relationships/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{base}/officeDocument/2006/'
            'relationships"><sheets><sheet name="S" sheetId="1" r:id="s"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{base}/package/2006/'
            f'relationships"><Relationship Id="s" '
            f'Type="{base}/officeDocument/2006/relationships/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{main}"><sheetData>{cells}'
            f"</sheetData>{inside}</worksheet>",
        },
    )


def merged(*ranges: str) -> str:
    cells = "".join(f'<mergeCell ref="{cells}"/>' for cells in ranges)
    return f"<mergeCells>{cells}</mergeCells>"


GOOD_OFFICE: dict[str, Maker] = {
    "circle-of-styles.docx": word(p(SENTENCE), styles=STYLES_IN_A_CIRCLE),
    "huge-number.docx": word(
        p("a", more='<w:numPr><w:numId w:val="1"/></w:numPr>') + p(SENTENCE), HUGE_NUMBER
    ),
    "tables-in-tables.docx": word(nested_tables(40)),
    "boxes-in-boxes.docx": word(nested_boxes(12)),
    "fields-without-end.docx": word(
        p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 1000, "x") + p(SENTENCE)
    ),
    "ends-without-fields.docx": word(
        p('<w:r><w:fldChar w:fldCharType="end"/></w:r>' * 1000, field("X", SENTENCE))
    ),
    "endless-spans.docx": word(
        table((cell(SENTENCE, '<w:gridSpan w:val="9999"/><w:vMerge/>'), "b"), ("c", "d"))
    ),
    "footnote-in-itself.docx": word(
        p(SENTENCE, ITSELF),
        footnotes=notes("footnote", "See ").replace(
            "See </w:t></w:r>", f"See </w:t></w:r>{ITSELF}"
        ),
    ),
    "deep-formula.docx": word(deep_formula(70)),
    "far-chart.docx": word(p(SENTENCE) + p(graphic('<c:chart r:id="chart1"/>')), chart1=FAR),
    "lying-chart.docx": word(p(SENTENCE) + p(graphic('<c:chart r:id="chart1"/>')), chart1=LIE),
    "entities.docx": word(p(SENTENCE) + p(run("&#65;"))),
    "diagram-without-end.docx": word(
        p(SENTENCE) + p(graphic('<dgm:relIds r:dm="diagramData1"/>')),
        diagramData1=diagram(
            {str(n): "x" for n in range(500)}, [(str(n), str(n + 1)) for n in range(500)]
        ),
    ),
    "circle.pptx": circle,
    "all-merged.xlsx": sheet(merged("A1:XFD1048576")),
    "overlapping.xlsx": sheet(merged(*(f"A1:XFD{n}" for n in range(2, 9000)))),
}
BAD_OFFICE: dict[str, tuple[Maker, str]] = {
    "half-a-shape.pptx": (half_a_shape, "damaged or no PowerPoint file"),
    "hidden.pptx": (hidden_deck, "All slides are hidden"),
    "laughs.xlsx": (sheet("<autoFilter>&z;</autoFilter>", f"{LAUGHS}"), "damaged"),
    "wrong-ranges.xlsx": (sheet(merged("A", "1:1", "ZZZZ9:A1", "", "A0:B0", "B2:A1")), "damaged"),
}
