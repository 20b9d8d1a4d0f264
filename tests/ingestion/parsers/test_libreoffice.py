"""Texts as LibreOffice writes them, also when it saves what other programs made."""

from __future__ import annotations

from pathlib import Path

from ingestion.elements import Parsed
from ingestion.parsers import parse
from tests.ingestion.packages import ODT, archive, odt
from tests.ingestion.parsers.files import text
from tests.ingestion.parsers.makers.word import docx, p, run

LEVELS = (
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-prefix="Part "/>'
    '<text:list-level-style-number text:level="2" style:num-format="A" style:num-suffix=")" '
    'text:display-levels="2"/>'
)
PARTS = f'<text:list-style style:name="P">{LEVELS}</text:list-style>'


def said(parsed: Parsed) -> list[str]:
    return [element.text for element in parsed.elements]


def listed(inside: str, how: str = "") -> str:
    return (
        f'<text:list text:style-name="P"{how}><text:list-item>{inside}</text:list-item></text:list>'
    )


def heading(words: str, level: int) -> str:
    return f'<text:h text:outline-level="{level}">{words}</text:h>'


def test_numbers_of_headings_in_lists_that_go_on(tmp_path: Path) -> None:
    inner = f"<text:list><text:list-item>{heading('Tension', 2)}</text:list-item></text:list>"
    on = ' text:continue-numbering="true"'
    body = (
        PARTS
        + listed(heading("Warping", 1))
        + "<text:p>It has 420 ends.</text:p>"
        + listed(inner, on)
        + listed(heading("Weaving", 1), ' text:continue-list="l1"')
        + listed(heading("Again", 1))
    )
    parsed = parse(odt(tmp_path / "a.odt", body))
    assert [(e.level, e.text) for e in parsed.elements if e.kind == "heading"] == [
        (1, "Part 1 Warping"),
        (2, "1.A) Tension"),
        (1, "Part 2 Weaving"),
        (1, "Part 1 Again"),
    ]


def test_numbers_of_headings_of_the_whole_text(tmp_path: Path) -> None:
    shown = '<text:outline-level-style text:level="{0}" style:num-format="1" {1}/>'
    both = shown.format(1, "") + shown.format(2, 'text:display-levels="2"')
    outline = f"<text:outline-style>{both}</text:outline-style>"
    unnumbered = heading("Preface", 1).replace("<text:h", '<text:h text:is-list-header="true"')
    body = "".join(heading(*one) for one in (("Aims", 1), ("Grading", 1), ("Essay", 2)))
    plain = odt(tmp_path / "a.odt", unnumbered + body + "<text:p>1800 words.</text:p>")
    looks = ODT.format(body=outline)
    whole = archive(
        tmp_path / "b.odt",
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": ODT.format(body=unnumbered + body + "<text:p>1800 words.</text:p>"),
            "styles.xml": looks,
        },
    )
    assert said(parse(plain))[:2] == ["Preface", "Aims"]
    assert said(parse(whole)) == ["Preface", "1 Aims", "2 Grading", "2.1 Essay", "1800 words."]


def test_a_list_goes_on_below_other_text(tmp_path: Path) -> None:
    letters = PARTS.replace('num-format="1" style:num-prefix="Part "', 'num-format="a"')
    item = "<text:p>{}</text:p>".format
    body = letters + listed(item("ebb")) + item("So far.")
    body += listed(item("flow"), ' text:continue-numbering="true"') + listed(item("slack"))
    assert said(parse(odt(tmp_path / "a.odt", body))) == [
        "a. ebb",
        "So far.",
        "b. flow",
        "a. slack",
    ]


def test_a_page_that_was_saved_as_a_text(tmp_path: Path) -> None:
    members = {
        "mimetype": "application/vnd.oasis.opendocument.text-web",
        "content.xml": ODT.format(body="<text:p>The kiln is hot.</text:p>"),
    }
    parsed = parse(archive(tmp_path / "a.odt", members))
    assert (said(parsed), parsed.notes) == (["The kiln is hot."], ())


def test_digits_that_are_raised_by_their_place(tmp_path: Path) -> None:
    up = '<style:style style:name="U" style:family="text"><style:text-properties {}/></style:style>'
    body = up.format('style:text-position="33% 80%"')
    body += '<text:p>10<text:span text:style-name="U">6</text:span> litres</text:p>'
    assert said(parse(odt(tmp_path / "a.odt", body))) == ["10⁶ litres"]
    word = docx(tmp_path / "a.docx", p("10", run("6", '<w:position w:val="8"/>'), " litres"))
    assert said(parse(word)) == ["10⁶ litres"]
    rich = r"{\rtf1 and 10{\loch{\*\updnprop8000}\up8\loch 6}{\loch  litres}\par}"
    assert said(parse(text(tmp_path / "a.rtf", rich))) == ["and 10⁶ litres"]


def test_numbers_of_rich_text(tmp_path: Path) -> None:
    source = (
        r"{\rtf1{\stylesheet{\s1\outlinelevel0 heading 1;}}"
        r"\pard\s1\outlinelevel0 {\listtext Part 1\tab}Warping\par"
        r"\pard {\listtext i.\tab}ebb\par\pard {\listtext ii.\tab}flow\par}"
    )
    assert said(parse(text(tmp_path / "a.rtf", source))) == ["Part 1 Warping", "i. ebb", "ii. flow"]
