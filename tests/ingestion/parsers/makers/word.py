"""Word files from their XML: what python-docx cannot write, readers see all the same."""

from __future__ import annotations

from pathlib import Path

from tests.ingestion.packages import archive

BASE = "http://schemas.openxmlformats.org"
SPACES = (
    f'xmlns:w="{BASE}/wordprocessingml/2006/main" xmlns:m="{BASE}/officeDocument/2006/math" '
    f'xmlns:r="{BASE}/officeDocument/2006/relationships" xmlns:a="{BASE}/drawingml/2006/main" '
    f'xmlns:wp="{BASE}/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:c="{BASE}/drawingml/2006/chart" xmlns:dgm="{BASE}/drawingml/2006/diagram" '
    f'xmlns:mc="{BASE}/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    f'xmlns:pic="{BASE}/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
    f"<w:pPr>{more}</w:pPr></w:style>"
    for name, more in {
        "Title": "",
        "heading 1": '<w:outlineLvl w:val="0"/><w:numPr><w:numId w:val="9"/></w:numPr>',
        "heading 2": '<w:outlineLvl w:val="1"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="9"/>'
        "</w:numPr>",
        "toc 1": "",
    }.items()
)


def docx(path: Path, body: str, numbering: str = "", ground: str = "", **parts: str) -> Path:
    """A Word file of this body. Numbered headings need a numbering 9; other parts go by name;
    `ground`: the colour of the paper."""
    found = {"styles": f"<w:styles {SPACES}>{STYLES}</w:styles>"}
    if numbering:
        found["numbering"] = f"<w:numbering {SPACES}>{numbering}</w:numbering>"
    found |= parts
    kinds = {name: name.rstrip("0123456789") for name in found}
    relations = "".join(
        f'<Relationship Id="{name}" Type="{BASE}/officeDocument/2006/relationships/{kind}" '
        f'Target="{name}.xml"/>'
        for name, kind in kinds.items()
    )
    members = {f"word/{name}.xml": xml for name, xml in found.items()}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{TYPE}.{kind}+xml"/>'
        for name, kind in kinds.items()
        if kind not in ("chart", "diagramData")
    )
    content = (
        f'<Types xmlns="{BASE}/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>'
        f"{overrides}</Types>"
    )
    package = (
        f'<Relationships xmlns="{BASE}/package/2006/relationships"><Relationship Id="d" '
        f'Type="{BASE}/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    own = f'<Relationships xmlns="{BASE}/package/2006/relationships">{relations}</Relationships>'
    paper = f'<w:background w:color="{ground}"/>' if ground else ""
    document = f"<w:document {SPACES}>{paper}<w:body>{body}</w:body></w:document>"
    return archive(
        path,
        {
            "[Content_Types].xml": content,
            "_rels/.rels": package,
            "word/document.xml": document,
            "word/_rels/document.xml.rels": own,
            **members,
        },
    )


def p(*inside: str, style: str = "", more: str = "") -> str:
    """A paragraph of runs; plain text becomes a run."""
    of = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{of}{more}</w:pPr>{''.join(map(run, inside))}</w:p>"


def run(text: str, look: str = "") -> str:
    """A run; what begins with a tag stays as it is."""
    if text.startswith("<"):
        return text
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: tuple[str, ...]) -> str:
    """A table of cells, each a text or the XML of what is in it."""
    lines = ("".join(cell(text) for text in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def cell(text: str, look: str = "") -> str:
    """A cell; a text that is a cell already stays as it is."""
    if text.startswith("<w:tc>"):
        return text
    inside = text if text.startswith("<w:") else p(text)
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{inside}</w:tc>"


def math(*runs: str) -> str:
    """An equation within a line."""
    return f"<m:oMath>{''.join(map(sign, runs))}</m:oMath>"


def sign(text: str) -> str:
    """A run of an equation; what begins with a tag stays as it is."""
    return text if text.startswith("<") else f"<m:r><m:t>{text}</m:t></m:r>"


def part(tag: str, **inside: str) -> str:
    """An element of an equation with its named parts."""
    named = "".join(f"<m:{name}>{sign(text)}</m:{name}>" for name, text in inside.items())
    return f"<m:{tag}>{named}</m:{tag}>"


def level(number: int, form: str, text: str, more: str = "") -> str:
    """A level of a numbering."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbers(name: int, *levels: str, more: str = "") -> str:
    """A numbering of these levels, under its name as abstract and as real one."""
    return (
        f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="{name}"><w:abstractNumId w:val="{name}"/>{more}</w:num>'
    )


HEADINGS = numbers(9, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"))


def box(inside: str) -> str:
    """A text box as Word writes it: for itself, and again for programs before 2010."""
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic>'
        f"<a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx>"
        "</wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback>"
        f"<w:pict><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def field(code: str, result: str) -> str:
    """A field: its code, and what it shows."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText> {code} </w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def graphic(inside: str) -> str:
    """A drawing of a chart or a diagram."""
    return (
        "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData>"
        f"{inside}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def notes(kind: str, *texts: str) -> str:
    """A part of footnotes or endnotes, with the separator that Word always writes."""
    own = "".join(
        f'<w:{kind} w:id="{number}">{p(text)}</w:{kind}>'
        for number, text in enumerate(texts, start=1)
    )
    return (
        f'<w:{kind}s {SPACES}><w:{kind} w:type="separator" w:id="0"><w:p/></w:{kind}>{own}'
        f"</w:{kind}s>"
    )
