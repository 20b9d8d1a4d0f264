"""Course exports, quizzes and e-books as other programs than those of the generators write them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.chunking.sections import sections
from ingestion.parsers import parse
from tests.ingestion.packages import archive, book
from tests.ingestion.parsers.files import text
from tests.ingestion.parsers.makers.courses import packed

Make = Callable[[Path], object]
Places = dict[str, str]

BRIGHTSPACE = """<?xml version="1.0"?>
<manifest identifier="m" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
xmlns:d2l="http://desire2learn.com/xsd/d2lcp_v2p0"><organizations><organization>
<item identifier="u1"><title>Unit 1</title><item identifier="u2"><title>Buoys</title>
<item identifier="i1" identifierref="r1"><title>Colours of buoys</title></item></item>
<item identifier="i2" identifierref="r2"><title>Harbour office</title></item></item>
</organization></organizations><resources><resource identifier="r1" type="webcontent"
d2l:material_type="content" href="Unit%201/buoys.html"/><resource identifier="r2"
type="imswl_xmlv1p3"><file href="links/office.xml"/></resource></resources></manifest>"""
OFFICE = (
    '<webLink xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3"><title>Office</title>'
    '<url href="https://harbour.example/office" target="_self"/></webLink>'
)


def brightspace(path: Path) -> None:
    page = "<html><body><table><tr><th>Buoy</th><th>Side</th></tr><tr><td>Red</td><td>port</td>"
    archive(
        path,
        {
            "imsmanifest.xml": BRIGHTSPACE,
            "Unit 1/buoys.html": page,
            "links/office.xml": OFFICE,
        },
    )


BLACKBOARD = """<manifest><metadata><lom><general><title><string>Rope work</string></title>
</general></lom></metadata><organizations><organization><item>
<item identifier="a" identifierref="t">
<title>Which knot do you use?</title></item><item identifier="b" identifierref="f"><title>Hand-out
</title></item></item></organization></organizations><resources><resource identifier="t"
type="imsdt_xmlv1p1"><file href="t.xml"/></resource><resource identifier="f" type="webcontent"><file
href="files/knots.md"/><file href="files/knots.mp4"/></resource></resources></manifest>"""


def blackboard(path: Path) -> None:
    topic = '<topic><title>x</title><text texttype="text/plain">Say why.</text></topic>'
    knots = "# Knots\n\nThe bowline holds 60 percent.\n"
    archive(
        path,
        {
            "imsmanifest.xml": BLACKBOARD,
            "t.xml": topic,
            "files/knots.md": knots,
            "files/knots.mp4": "film",
        },
    )


def backup(path: Path, kind: str, inside: str) -> None:
    """A Moodle backup with one activity in one section."""
    folder = f"activities/{kind}_3"
    packed(
        path,
        {
            "moodle_backup.xml": "<moodle_backup><information><contents><activities><activity>"
            f"<moduleid>3</moduleid><sectionid>1</sectionid><modulename>{kind}</modulename>"
            f"<directory>{folder}</directory></activity></activities><sections><section>"
            "<sectionid>1</sectionid><directory>sections/section_1</directory></section></sections>"
            "</contents></information></moodle_backup>",
            "course/course.xml": "<course><fullname>Winds</fullname></course>",
            "sections/section_1/section.xml": "<section><name>$@NULL@$</name><number>1</number>"
            "<sequence>3</sequence><visible>1</visible></section>",
            f"{folder}/module.xml": "<module><visible>1</visible></module>",
            f"{folder}/{kind}.xml": f'<activity modulename="{kind}"><{kind} id="3">'
            f"{inside}</{kind}></activity>",
        },
    )


def lesson(path: Path) -> None:
    backup(
        path,
        "lesson",
        "<name>Trade winds</name><intro>&lt;p&gt;Read it twice.&lt;/p&gt;</intro><available>0"
        "</available><deadline>1934236740</deadline><pages><page><title>Doldrums</title><contents>"
        "&lt;p&gt;They lie at 5 degrees.&lt;/p&gt;</contents></page></pages>",
    )


def choice(path: Path) -> None:
    backup(
        path,
        "choice",
        "<name>Groups</name><intro>Choose a boat.</intro><options><option><text>Red boat</text>"
        "</option><option><text>Blue boat</text></option></options><answers><answer><userid>7"
        "</userid></answer></answers>",
    )


def h5p(path: Path, library: str, content: object) -> None:
    about = {"title": "Sails", "mainLibrary": library}
    archive(path, {"h5p.json": json.dumps(about), "content/content.json": json.dumps(content)})


def cards(path: Path) -> None:
    card = {"text": "<p>luff</p>", "answer": "<p>front edge of a sail</p>", "tips": {}}
    h5p(path, "H5P.Dialogcards", {"description": "<p>Learn them.</p>", "dialogs": [card]})


def video(path: Path) -> None:
    question = {"library": "H5P.TrueFalse 1.8", "params": {"question": "<p>Reefing helps.</p>"}}
    shown = {
        "interactions": [{"duration": {"from": 7, "to": 9}, "action": question, "label": ""}],
        "summary": {"task": {"library": "H5P.Summary 1.10", "params": {"intro": "What is true?"}}},
    }
    files = {"files": [{"path": "videos/a.mp4", "mime": "video/mp4"}]}
    h5p(path, "H5P.InteractiveVideo", {"interactiveVideo": {"video": files, "assets": shown}})


ITEM = """<item ident="q{n}" title="{title}"><presentation><material><mattext texttype="text/html">
{asked}</mattext></material>{given}</presentation><resprocessing><respcondition><conditionvar>
<varequal respident="r">{right}</varequal></conditionvar><setvar action="Set">100</setvar>
</respcondition></resprocessing></item>"""


def qti(*items: str) -> str:
    return (
        '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment '
        f'ident="a" title="Knots"><section>{"".join(items)}</section></assessment>'
        "</questestinterop>"
    )


def gap(path: Path) -> None:
    given = '<response_str ident="r"><render_fib><response_label ident="x"/></render_fib>'
    asked = "&lt;p&gt;The knot of sailors is the ____.&lt;/p&gt;"
    item = ITEM.format(n=1, title="Gap", asked=asked, given=given + "</response_str>", right="bow")
    text(path, qti(item))


def several(path: Path) -> None:
    labels = "".join(
        f'<response_label ident="{ident}"><material><mattext>{said}</mattext></material>'
        "</response_label>"
        for ident, said in (("b", "Reef knot"), ("a", "Figure eight"))
    )
    given = (
        '<response_lid ident="r" rcardinality="Multiple"><render_choice>'
        f"{labels}</render_choice></response_lid>"
    )
    text(path, qti(ITEM.format(n=2, title="Two", asked="Which hold?", given=given, right="b")))


def novel(path: Path) -> None:
    chapters = [
        "<html xmlns='http://www.w3.org/1999/xhtml'><body><section><h1>Fog</h1><p>Sound one blast "
        "every <strong>two</strong> minutes.</p></section></body></html>",
        "<html><body><h1>Ice</h1><h2>Drift</h2><dl><dt>floe</dt><dd>a sheet of ice</dd></dl></body>"
        "</html>",
    ]
    book(path, "Pilot book", chapters)


def tables(path: Path) -> None:
    page = (
        "<html><head><title>x</title></head><body><h1>Lights</h1><figure><img src='l.png' alt='Two "
        "white lights at night'/><figcaption>A ship at anchor</figcaption></figure>"
        "<table><tr><th>Ship</th><th>Lights</th></tr><tr><td>tug</td><td rowspan='2'>3</td></tr>"
        "<tr><td>ferry</td></tr>"
        "</table></body></html>"
    )
    book(path, "Rules", [page])


KEPT = "The answers of 1 question were left out; MENTOR_QUIZ_ANSWERS=true reads them, too."
FILM = (
    "files/knots.mp4: .mp4 files are not heard or watched; add its captions (.srt, .vtt) or a text."
)
INPUTS: dict[str, tuple[Make, Places, tuple[str, ...]]] = {
    "brightspace.imscc": (
        brightspace,
        {
            "| Buoy | Side |\n| --- | --- |\n| Red | port |": "Unit 1 > Buoys > Colours of buoys",
            "https://harbour.example/office": "Unit 1 > Harbour office",
        },
        (),
    ),
    "blackboard.imscc": (
        blackboard,
        {
            "Say why.": "Which knot do you use?",
            "The bowline holds 60 percent.": "Hand-out > Knots",
        },
        (FILM,),
    ),
    "lesson.mbz": (
        lesson,
        {
            "Read it twice.": "Trade winds",
            "Due: 2031-04-17 23:59 UTC": "Trade winds",
            "They lie at 5 degrees.": "Trade winds > Doldrums",
        },
        (),
    ),
    "choice.mbz": (
        choice,
        dict.fromkeys(("Choose a boat.", "- Red boat", "- Blue boat"), "Groups"),
        (),
    ),
    "cards.h5p": (cards, dict.fromkeys(("Learn them.", "luff", "front edge of a sail"), ""), ()),
    "video.h5p": (
        video,
        dict.fromkeys(("Reefing helps.", "What is true?"), ""),
        ("Not read: 1 video.",),
    ),
    "gap.xml": (gap, {"The knot of sailors is the ____.": "Gap"}, (KEPT,)),
    "several.xml": (
        several,
        dict.fromkeys(("Which hold?", "- Figure eight", "- Reef knot"), "Two"),
        (KEPT,),
    ),
    "novel.epub": (
        novel,
        {"Sound one blast every two minutes.": "Fog", "floe: a sheet of ice": "Ice > Drift"},
        (),
    ),
    "tables.epub": (
        tables,
        {
            "Picture: Two white lights at night": "Lights",
            "A ship at anchor": "Lights",
            "| Ship | Lights |\n| --- | --- |\n| tug | 3 |\n| ferry | 3 |": "Lights",
        },
        (),
    ),
}


@pytest.mark.parametrize("name", INPUTS)
def test_it_is_read_in_its_place_or_noted(tmp_path: Path, name: str) -> None:
    make, expected, notes = INPUTS[name]
    make(tmp_path / name)
    parsed = parse(tmp_path / name)
    found = {
        element.text: " > ".join(section.path)
        for section in sections(parsed, parsed.title)
        for element in section.elements
    }
    assert found == expected
    assert parsed.notes == notes


def test_a_quiz_has_its_own_title(tmp_path: Path) -> None:
    several(tmp_path / "export_4711.xml")
    assert parse(tmp_path / "export_4711.xml").title == "Knots"
