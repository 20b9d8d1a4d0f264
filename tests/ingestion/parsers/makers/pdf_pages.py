"""PDFs with what the plain maker does not write: turned text, fields, attachments, fonts, ink."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from tests.ingestion.parsers.files import pdf_file

TURNS = ("1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 -1 1 0")  # text to the right, up, left, down
FIRST = 6  # number of the first object of one's own
Placed = tuple[float, float, str]  # x, y and the text


def shown(texts: Sequence[Placed], turn: int = 0, size: float = 11, font: str = "F1") -> str:
    """Text on a page, at its places and turned."""
    return "\n".join(
        f"BT /{font} {size} Tf {TURNS[turn]} {x} {y} Tm ({text}) Tj ET" for x, y, text in texts
    )


def one_page(
    path: Path,
    content: str,
    page: str = "",
    catalog: str = "",
    objects: Sequence[str] = (),
    font: str = "/Encoding /WinAnsiEncoding",
    size: tuple[int, int] = (612, 792),
) -> Path:
    """A PDF of one page with this content; `objects` are numbered from FIRST."""
    whole = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        "<< /Title () >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents 5 0 R {page} "
        "/Resources << /Font << "
        f"/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica {font} >> "
        "/F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold "
        "/Encoding /WinAnsiEncoding >> >> >> >>",
        stream(content),
        *objects,
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf_file(whole))
    return path


def stream(content: str) -> str:
    """A stream object."""
    return f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream"


SAFETY = (
    "Safety rules for the Tarn laboratory",
    "Goggles class five are required at the cutting table.",
    "The eyewash station is next to door seven.",
)
BENCHES = (
    ("Bench", "Morning", "Afternoon"),
    ("Laser bench", "Group Kestrel", "Group Merlin"),
    ("Wind bench", "Group Hobby", "closed"),
)


def turned(path: Path, turn: int = 1, rotate: int = 90) -> Path:
    """Lines of text along another direction, on a page that may be shown upright by its viewer."""
    places = {
        0: (72, 700, 0, -18),
        1: (100, 72, 18, 0),
        2: (500, 100, 0, 18),
        3: (500, 700, -18, 0),
    }
    x, y, right, up = places[turn]
    texts = [(x + right * n, y + up * n, line) for n, line in enumerate(SAFETY)]
    return one_page(path, shown(texts, turn), f"/Rotate {rotate}")


def sideways_table(path: Path, beside: str = "") -> Path:
    """A table that is turned, on a page that is not; and upright text, where it is given."""
    cells = [
        (100 + 18 * row, 72 + 110 * column, text)
        for row, line in enumerate(BENCHES)
        for column, text in enumerate(line)
    ]
    upright = [(72.0, 700.0 - 14 * n, line) for n, line in enumerate(beside.splitlines())]
    rotate = "" if beside else "/Rotate 90"
    return one_page(path, "\n".join((shown(upright), shown(cells, 1))), rotate)


def two_boxes(path: Path) -> Path:
    """A slide as PowerPoint exports it, its lines in any order."""
    texts = [
        (420, 300, "- Cost: linear in the edges"),
        (60, 260, "- Needs a priority queue"),
        (60, 300, "- Greedy choice by distance"),
        (420, 260, "- Needs a plain queue"),
    ]
    names = shown([(420, 340, "Breadth first"), (60, 340, "Dijkstra")], size=16, font="F2")
    title = shown([(60, 460, "Two shortest path methods")], size=28, font="F2")
    return one_page(path, "\n".join((shown(texts, size=14), names, title)), size=(720, 540))


def ink(path: Path, drawn: str = "") -> Path:
    """Strokes of a pen, as a tablet exports a page of notes."""
    strokes = "2 w 100 600 m 150 650 200 550 250 600 c S 100 500 m 160 520 220 480 280 500 c S"
    return one_page(path, drawn or strokes)


def ligatures(path: Path, gives: str = "0000", names: str = "/fi /fl /ff /ffi") -> Path:
    """A font whose table gives nothing for its ligatures, which have names."""
    plain = "\n".join(f"<{code:02X}> <{code:04X}>" for code in range(0x20, 0x7F))
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"95 beginbfchar\n{plain}\nendbfchar\n"
        f"2 beginbfchar\n<80> <{gives}>\n<81> <{gives}>\nendbfchar\n"
        f"1 beginbfrange\n<82> <83> <{gives}>\nendbfrange\nendcmap end end"
    )
    font = (
        "/Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding "
        f"/Differences [128 {names}] >> /ToUnicode {FIRST} 0 R"
    )
    texts = [
        (72, 720, r"The spam \200lter uses a classi\200cation threshold of 0.73."),
        (72, 700, r"The work\201ow helps the e\203ciency of the sta\202."),
    ]
    return one_page(path, shown(texts), objects=[stream(table)], font=font)


def form(path: Path) -> Path:
    """A form that is filled in, with a comment, a note that is typed on the page and a stroke."""
    labels = [(72, 700, "Office hours:"), (72, 660, "Lab coat needed:"), (72, 620, "Group:")]
    field = "<< /Type /Annot /Subtype /Widget /F 4 /Rect [{}] /FT {} /T ({}) {} >>"
    boxes = "/AP << /N << /Yes 11 0 R /Off 11 0 R >> >>"
    objects = [
        field.format("160 695 400 712", "/Tx", "hours", "/V (Tuesdays at four)"),
        field.format("180 655 194 669", "/Btn", "coat", f"/V /Yes /AS /Yes {boxes}"),
        field.format("130 615 300 632", "/Ch", "group", "/Ff 131072 /Opt [(Teal)] /V (Teal)"),
        "<< /Type /Annot /Subtype /FreeText /Rect [72 560 400 580] /Contents (Bring a lamp.) "
        "/DA (/Helv 11 Tf) >>",
        "<< /Type /Annot /Subtype /Text /Rect [500 700 520 720] /Contents (Is this right?) >>",
        "<< /Type /XObject /Subtype /Form /BBox [0 0 14 14] /Length 0 >>\nstream\n\nendstream",
        "<< /Type /Annot /Subtype /Ink /Rect [72 400 200 450] /InkList [[72 400 200 450]] >>",
    ]
    annots = "/Annots [6 0 R 7 0 R 8 0 R 9 0 R 10 0 R 12 0 R]"
    catalog = "/AcroForm << /Fields [6 0 R 7 0 R 8 0 R] /DA (/Helv 0 Tf) >>"
    return one_page(path, shown(labels), annots, catalog, objects)


def attached(path: Path) -> Path:
    """A page with two files attached."""
    objects = [
        "<< /Type /EmbeddedFile /Length 3 >>\nstream\na,b\nendstream",
        "<< /Type /Filespec /F (data.csv) /UF (data.csv) /EF << /F 6 0 R >> >>",
        "<< /Type /Filespec /F (key.docx) /UF (key.docx) /EF << /F 6 0 R >> >>",
    ]
    catalog = "/Names << /EmbeddedFiles << /Names [(a) 7 0 R (b) 8 0 R] >> >>"
    return one_page(path, shown([(72, 700, "See the files.")]), catalog=catalog, objects=objects)


def raised(path: Path) -> Path:
    """Exponents and marks of footnotes: raised within a line, or placed by themselves."""
    rise = "4 Ts /F1 7 Tf ({}) Tj 0 Ts /F1 11 Tf ({}) Tj".format
    line = f"(A bench of 10) Tj {rise(2, ' m')} {rise(-3, ', see tides')} {rise(12, ' on the 2')}"
    line = f"{line} {rise('nd', ' of H')} /F1 7 Tf -2 Ts (2) Tj 0 Ts /F1 11 Tf (O, growth x)"
    content = f"BT /F1 11 Tf 72 700 Td {line} Tj {rise('n+1', '')} ET"
    beside = shown([(72, 680, "The moon")]) + shown([(120.5, 684, "1")], size=7)
    beside += shown([(128, 680, "pulls at the sea.")])
    note = shown([(72, 104, "1")], size=6) + shown([(76, 100, "See page 12 of it.")], size=9)
    return one_page(path, "\n".join((content, beside, note)))


def unseen(path: Path, ground: str = "", picture: str = "") -> Path:
    """Text in white and text without paint, below a line that is seen: on what is painted as the
    ground, and over a picture, if they are given."""
    seen = shown([(72, 700, "Goggles are required.")])
    white = f"1 1 1 rg {shown([(72, 600, 'The key is delta.')])} 0 g"
    unpainted = shown([(72, 500, "Ask for gamma.")]).replace(" Tf", " Tf 3 Tr", 1)
    return one_page(path, "\n".join((ground, picture, seen, white, "0 Tr", unpainted)))


PIXEL = "q {} 0 0 {} {} {} cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"


def layers(path: Path, off: str) -> Path:
    """Text in a layer and text in none; `off` names the layers that are not shown."""
    task, solved = shown([(72, 700, "Prove it.")]), shown([(72, 660, "By induction.")])
    content = f"{task}\n/OC /L0 BDC\n{solved}\nEMC"
    names = "/Properties << /L0 6 0 R >>"
    catalog = f"/OCProperties << /OCGs [6 0 R 7 0 R] /D << /Order [6 0 R 7 0 R] {off} >> >>"
    objects = ["<< /Type /OCG /Name (Solution \\(long\\)) >>", "<< /Type /OCG /Name (Plan) >>"]
    one_page(path, content, catalog=catalog, objects=objects)
    raw = path.read_bytes().replace(b"/Resources << ", b"/Resources << " + names.encode())
    path.write_bytes(raw)
    return path


EXAMS: Sequence[Placed] = (
    *((72, 701, "Group"), (114, 701, "Exam"), (114, 683, "Date"), (158, 683, "Room")),
    *((72, 665, "Teal"), (114, 665, "2 June"), (158, 665, "H12")),
)


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    """A thin line."""
    return f"0.5 w {x0} {y0} m {x1} {y1} l S"


def cells(xs: Sequence[float], ys: Sequence[float], without: Sequence[str] = ()) -> str:
    """The rules around all cells of a table, without some."""
    across = [rule(a, y, b, y) for y in ys for a, b in pairwise(xs)]
    up = [rule(x, a, x, b) for x in xs for a, b in pairwise(ys)]
    return "\n".join(one for one in (*across, *up) if one not in without)


def ruled(path: Path) -> Path:
    """Narrow columns, a name over two of them, and one beside two lines; text around."""
    xs, ys = (70, 112, 156, 188), (714, 696, 678, 660)
    merged = rule(xs[2], ys[0], xs[2], ys[1]), rule(xs[0], ys[1], xs[1], ys[1])
    around = shown([(72, 740, "These are the dates of the exams, in the order of the groups.")])
    below = shown([(72, 630, "Bring a pen.")])
    whole = (around, cells(xs, ys, merged), shown(EXAMS, font="F2"), below)
    return one_page(path, "\n".join(whole))
