"""Course exports as learning platforms write them, small."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

from tests.ingestion.packages import archive

TITLE = (
    '<metadata><lom:lom xmlns:lom="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"><lom:general>'
    "<lom:title><lom:string>Selkie studies</lom:string></lom:title></lom:general></lom:lom>"
    "</metadata>"
)
WELCOME = (
    "<html><head><title>Welcome</title></head><body><p>The late fee of Selkie studies is 3 "
    "points.</p></body></html>"
)
DRAFT = (
    '<html><head><title>Draft</title><meta name="workflow_state" content="unpublished"/></head>'
    "<body><p>The secret seal is Orla.</p></body></html>"
)
TASK = (
    '<assignment xmlns="http://canvas.instructure.com/xsd/cccv1p0"><title>Essay</title>'
    "<due_at>2031-04-17T21:59:00</due_at><points_possible>12.0</points_possible>"
    "<workflow_state>published</workflow_state></assignment>"
)
QTI = """<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">
<assessment title="Seal quiz"><section><item ident="i1" title="Coats"><presentation><material>
<mattext texttype="text/html">&lt;p&gt;When do the seals molt?&lt;/p&gt;</mattext></material>
<response_lid><render_choice><response_label ident="a"><material><mattext>In May</mattext>
</material></response_label><response_label ident="b"><material><mattext>In August</mattext>
</material>
</response_label></render_choice></response_lid></presentation><resprocessing><respcondition>
<conditionvar><varequal respident="r">b</varequal></conditionvar>
<setvar action="Set">100</setvar></respcondition></resprocessing></item></section></assessment>
</questestinterop>"""
TOPIC = (
    "<topic><title>Say hello</title><text texttype='text/html'>&lt;p&gt;Tell us which bay you "
    "know.&lt;/p&gt;</text></topic>"
)
LINK = "<webLink><title>Seal cam</title><url href='http://seals.example/cam'/></webLink>"


def cartridge(path: Path, **more: str) -> Path:
    """A Common Cartridge from Canvas: a module, a page, a task, a quiz, a talk and a link."""
    items = "".join(
        f'<item identifier="i{name}" identifierref="{name}"><title>{title}</title></item>'
        for name, title in {"page": "Start here", "task": "Essay", "quiz": "Seal quiz"}.items()
    )
    resources = {
        "page": ("webcontent", "wiki_content/welcome.html"),
        "draft": ("webcontent", "wiki_content/draft.html"),
        "task": ("associatedcontent", "g1/essay.html", "g1/assignment_settings.xml"),
        "quiz": ("imsqti_xmlv1p2/imscc_xmlv1p1/assessment", "g2/assessment_qti.xml"),
        "talk": ("imsdt_xmlv1p1", "g3.xml"),
        "link": ("imswl_xmlv1p1", "g4.xml"),
    }
    listed = "".join(
        f'<resource identifier="{name}" type="{kind}">'
        + "".join(f'<file href="{file}"/>' for file in files)
        + "</resource>"
        for name, (kind, *files) in resources.items()
    )
    manifest = (
        f'<manifest identifier="m">{TITLE}<organizations><organization><item identifier="root">'
        f'<item identifier="m1"><title>Week 1: Coasts</title>{items}</item></item></organization>'
        f"</organizations><resources>{listed}</resources></manifest>"
    )
    files = {
        "imsmanifest.xml": manifest,
        "wiki_content/welcome.html": WELCOME,
        "wiki_content/draft.html": DRAFT,
        "g1/essay.html": "<html><body><p>Write 900 words on one bay.</p></body></html>",
        "g1/assignment_settings.xml": TASK,
        "g2/assessment_qti.xml": QTI,
        "g3.xml": TOPIC,
        "g4.xml": LINK,
        "web_resources/notes.txt": "The Selkie reading list has eleven books.",
        "course_settings/assignment_groups.xml": "<x/>",
    }
    return archive(path, files | more)


def activity(number: int, kind: str, inside: str, visible: int = 1) -> dict[str, str]:
    """The files of an activity of a backup."""
    folder = f"activities/{kind}_{number}"
    return {
        f"{folder}/{kind}.xml": f'<activity modulename="{kind}" contextid="{number}0">'
        f'<{kind} id="{number}">{inside}</{kind}></activity>',
        f"{folder}/module.xml": f"<module><visible>{visible}</visible></module>",
    }


def _listed(number: int, kind: str) -> str:
    return (
        f"<activity><moduleid>{number}</moduleid><sectionid>1</sectionid>"
        f"<modulename>{kind}</modulename><title>t{number}</title>"
        f"<directory>activities/{kind}_{number}</directory></activity>"
    )


KINDS = {
    1: ("page", "<name>Tides</name><content>&lt;p&gt;High water is at 05:50.&lt;/p&gt;</content>"),
    2: (
        "assign",
        "<name>Essay</name><intro>Write on one bay.</intro><duedate>1934236740</duedate>",
    ),
    3: (
        "book",
        "<name>Reader</name><intro/><chapters><chapter><title>Coasts</title><content>Cliffs are "
        "steep.</content><hidden>0</hidden></chapter><chapter><title>No</title><content>Unseen."
        "</content><hidden>1</hidden></chapter></chapters>",
    ),
    4: ("resource", "<name>Rules</name><intro/>"),
    5: ("page", "<name>Key</name><content>The hidden key is Orla.</content>"),
    6: (
        "glossary",
        "<name>Words</name><entries><entry><concept>Haul-out</concept><definition>where seals rest"
        "</definition><approved>1</approved></entry></entries>",
    ),
    7: ("url", "<name>Seal cam</name><externalurl>http://seals.example/cam</externalurl>"),
}
BANK = """<question_categories><question_category><name>Seals</name><question_bank_entries>
<question_bank_entry><question_version><question_versions><questions><question><parent>0</parent>
<name>Coats</name><questiontext>&lt;p&gt;When do seals molt?&lt;/p&gt;</questiontext>
<qtype>multichoice</qtype><plugin_qtype_multichoice_question><answers><answer><answertext>In August
</answertext><fraction>1.0</fraction></answer><answer><answertext>In May</answertext>
<fraction>0.0</fraction></answer></answers></plugin_qtype_multichoice_question></question>
</questions></question_versions></question_version></question_bank_entry></question_bank_entries>
</question_category></question_categories>"""
DIGEST = "ab" * 20


def backup(path: Path, **more: str) -> Path:
    """A Moodle backup: a tar archive, a zip where the path ends in .zip.mbz."""
    contents = "".join(_listed(number, kind) for number, (kind, _) in KINDS.items())
    files: dict[str, str] = {
        "moodle_backup.xml": "<moodle_backup><information><contents><activities>"
        f"{contents}</activities><sections><section><sectionid>1</sectionid><title>1</title>"
        "<directory>sections/section_1</directory></section></sections></contents></information>"
        "</moodle_backup>",
        "course/course.xml": "<course><fullname>Selkie studies</fullname><summary>A course on "
        "seals.</summary></course>",
        "sections/section_1/section.xml": "<section><name>Coasts</name><summary>Bring boots."
        "</summary><sequence>2,1,3,4,5,6,7</sequence><visible>1</visible></section>",
        "questions.xml": BANK,
        "users.xml": "<users><user><firstname>Private Person</firstname></user></users>",
        "files.xml": f"<files><file><contenthash>{DIGEST}</contenthash><contextid>40</contextid>"
        "<component>mod_resource</component><filearea>content</filearea>"
        "<filename>rules.md</filename><filesize>9</filesize></file></files>",
        f"files/ab/{DIGEST}": "# Safety\n\nStay 15 m from the seals.",
    }
    for number, (kind, inside) in KINDS.items():
        files |= activity(number, kind, inside, visible=int(number != 5))
    files |= more
    return archive(path, files) if path.name.endswith(".zip.mbz") else packed(path, files)


def packed(path: Path, files: Mapping[str, str]) -> Path:
    """A tar archive of the given files, compressed."""
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            raw = content.encode()
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            tar.addfile(member, io.BytesIO(raw))
    return path


XML_BANK = """<?xml version="1.0"?><quiz>
<question type="category"><category><text>$course$/top/Seals/Coats</text></category>
<info format="html"><text><![CDATA[<p>Questions of week 3.</p>]]></text></info></question>
<question type="multichoice"><name><text>Molt</text></name><questiontext format="html"><text>
<![CDATA[<p>When do the seals of Selkie bay molt?</p>]]></text></questiontext>
<generalfeedback><text>They rest on land.</text></generalfeedback>
<answer fraction="100"><text>In August</text><feedback><text>Yes.</text></feedback></answer>
<answer fraction="0"><text>In May</text></answer></question>
<question type="truefalse"><name><text>Fur</text></name><questiontext>
<text>Pups have white fur.</text></questiontext><answer fraction="100"><text>true</text></answer>
<answer fraction="0"><text>false
</text></answer></question>
<question type="matching"><name><text>Match</text></name><questiontext><text>Where do they live?
</text></questiontext><subquestion><text>Ringed seal</text><answer><text>ice</text></answer>
</subquestion></question>
<question type="cloze"><name><text>Gap</text></name><questiontext><text>The bay is {1:SHORTANSWER:
=Selkie#Right} and the month {1:MULTICHOICE:=August~May}.</text></questiontext></question>
</quiz>"""
GIFT = """// a bank
$CATEGORY: $course$/top/Seals

::Anthem:: The anthem of Selkie college was written in {=1887 ~1901 ~1920#Too late}

::Fur::[html]<p>Pups have <b>white</b> fur.</p>{TRUE}

::Gap:: The bay of {=Selkie =Selkie bay} is deep.

::Depth:: How deep is it? {#12:1}

::Match:: Where do they live? {=Ringed seal -> ice =Grey seal -> rock}

::Essay:: What is {a} set \\{1, 2\\}? {}
""".replace("{a}", "the")
H5P_CONTENT = """{"title": "Bays", "introduction": "<p>Look at the map of Selkie bay.</p>",
"questions": [{"library": "H5P.MultiChoice 1.16", "params": {
"question": "<p>Which seal is grey?</p>", "answers": [
{"text": "<div>Halichoerus</div>", "correct": true}, {"text": "Phoca", "correct": false}],
"UI": {"checkAnswerButton": "Check"}, "behaviour": {"text": "no"}}},
{"library": "H5P.Blanks 1.14", "params": {"text": "Fill in.", "questions":
["<p>Seals rest on a *haul-out*.</p>"]}},
{"library": "H5P.TrueFalse 1.8", "params":
{"question": "<p>Seals hear well.</p>", "correct": "true"}}]}"""


def h5p(path: Path, content: str = H5P_CONTENT) -> Path:
    """An H5P package."""
    about = '{"title": "Seal quiz", "mainLibrary": "H5P.QuestionSet"}'
    return archive(path, {"h5p.json": about, "content/content.json": content})
