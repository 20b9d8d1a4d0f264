"""Web pages and course exports that break programs: spans without end, depths, lies about sizes,
and packages that lead out of themselves."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path

from tests.ingestion.packages import OPF, XHTML, archive, book
from tests.ingestion.parsers.hostile_office import LAUGHS, SENTENCE, Maker
from tests.ingestion.parsers.makers.courses import DIGEST, backup, cartridge, h5p, packed


def page(body: str) -> Maker:
    return lambda path: path.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")


def half(make: Maker) -> Maker:
    """The first half of what another maker makes."""

    def cut(path: Path) -> None:
        make(path)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return cut


def evil_tar(path: Path) -> None:
    """A backup with a path, a link and a device that lead out of it."""
    backup(path, **{"../../evil.txt": "evil", "/etc/evil.txt": "evil"})
    with tarfile.open(path, "r:gz") as tar:
        files = {m.name: opened.read().decode() for m in tar if (opened := tar.extractfile(m))}
    files["course/course.xml"] = (
        f"<course><fullname>C</fullname><summary>{SENTENCE}</summary></course>"
    )
    with tarfile.open(path, "w:gz") as tar:
        for kind, name in ((tarfile.SYMTYPE, "files/link"), (tarfile.CHRTYPE, "files/device")):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member)
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content.encode())
            tar.addfile(member, io.BytesIO(content.encode()))


def lying_tar(path: Path) -> None:
    """A backup that says of a file that it has 3 GB."""
    member = tarfile.TarInfo("moodle_backup.xml")
    member.size = 3 << 30
    path.write_bytes(member.tobuf() + bytes(1024))


def bomb_tar(path: Path, kind: bytes = tarfile.REGTYPE) -> None:
    """A backup with 60 MB of zeros, in a file or in what describes one."""
    member = tarfile.TarInfo("files/a")
    member.size, member.type = 60 << 20, kind
    whole = member.tobuf(tarfile.USTAR_FORMAT) + bytes(60 << 20) + bytes(1024)
    path.write_bytes(gzip.compress(whole))


def one_file_often(path: Path) -> None:
    """A backup whose files are one file of 1 MB, many times."""
    listed = (
        f"<file><contenthash>{DIGEST}</contenthash><contextid>40</contextid><component>mod_resource"
        "</component><filearea>content</filearea><filename>a.txt</filename><filesize>9</filesize>"
        "</file>"
    )
    long = f"{SENTENCE}\n\n" * 20_000
    backup(path, **{"files.xml": f"<files>{listed * 2_000}</files>", f"files/ab/{DIGEST}": long})


def one_chapter_often(path: Path) -> None:
    """An e-book whose only chapter comes 20,000 times."""
    page = f"<html><body><p>{SENTENCE}</p>{'<p>On it goes.</p>' * 2_000}</body></html>"
    again = '<itemref idref="c0"/>' * 20_000
    item = f'<item id="c0" href="c0.xhtml" media-type="{XHTML}"/>'
    book(path, "Again", [page], **{"OPS/book.opf": OPF.format(title="", items=item, spine=again)})


ONE_OFTEN = "".join(
    f'<resource identifier="r{n}" type="webcontent"><file href="a.txt"/></resource>'
    for n in range(5_000)
)
OUTSIDE = (
    '<manifest><resources><resource identifier="r" type="webcontent">'
    '<file href="../../etc/passwd"/>'
    '<file href="/etc/passwd"/><file href="a.txt"/></resource></resources></manifest>'
)
DEEP_ITEMS = (
    "<manifest><organizations><organization>"
    + '<item identifierref="r"><title>t</title>' * 100
    + "</item>" * 100
    + '</organization></organizations><resources><resource identifier="r"><file href="a.txt"/>'
    "</resource></resources></manifest>"
)
DEEP_JSON = json.dumps({"text": SENTENCE})
for _ in range(50):
    DEEP_JSON = f'{{"content": {DEEP_JSON}}}'

GOOD_PACKAGES: dict[str, Maker] = {
    "endless-spans.html": page(
        f"<table><tr><td colspan=999999 rowspan=999999>{SENTENCE}</td><td>b</td></tr>"
        "<tr><td rowspan=0 colspan=-1>c</td></tr></table>"
    ),
    "lists-in-lists.html": page("<ul><li>" * 2_000 + SENTENCE),
    "tables-in-tables.html": page("<table><tr><td>a</td><td>" * 60 + SENTENCE),
    "deep-formula.html": page(
        f"<p>{SENTENCE}</p><math>{'<msup><mrow>' * 80}x{'</mrow><mn>2</mn></msup>' * 80}</math>"
    ),
    "forms-in-forms.html": page(f"<form><select><option><form><dl><dd><dt>{SENTENCE}<dd></form>"),
    "open-braces.gift": lambda path: path.write_text(f"::Q:: {SENTENCE} {{{'~{=' * 50_000}"),
    "files-within.xml": lambda path: path.write_text(
        f"<quiz><question type='essay'><questiontext><text>{SENTENCE}</text><file name='a'>"
        f"{'QUJD' * 500_000}</file></questiontext></question></quiz>"
    ),
    "outside.imscc": lambda path: archive(path, {"imsmanifest.xml": OUTSIDE, "a.txt": SENTENCE}),
    "deep-items.imscc": lambda path: archive(
        path, {"imsmanifest.xml": DEEP_ITEMS, "a.txt": SENTENCE}
    ),
    "no-manifest.imscc": lambda path: archive(path, {"a.txt": SENTENCE}),
    "one-file-often.imscc": lambda path: archive(
        path,
        {
            "imsmanifest.xml": f"<manifest><resources>{ONE_OFTEN}</resources></manifest>",
            "a.txt": f"{SENTENCE}\n\n" * 20_000,
        },
    ),
    "one-file-often.mbz": one_file_often,
    "one-chapter-often.epub": one_chapter_often,
    "evil.mbz": evil_tar,
    "deep.h5p": lambda path: h5p(path, DEEP_JSON),
}
BAD_PACKAGES: dict[str, tuple[Maker, str]] = {
    "laughs.xml": (lambda path: path.write_text(f"{LAUGHS}<a>&z;</a>"), "question bank|damaged"),
    "laughs.imscc": (
        lambda path: archive(path, {"imsmanifest.xml": f"{LAUGHS}<a b='&z;'/>"}),
        "table of contents|Nothing in the export",
    ),
    "other.xml": (lambda path: path.write_text("<project/>"), "no question bank"),
    "broken.xml": (lambda path: path.write_text("<quiz><question>"), "damaged; export"),
    "empty.gift": (lambda path: path.write_text("// nothing\n"), "no questions"),
    "truncated.imscc": (half(cartridge), "damaged"),
    "truncated.mbz": (half(backup), "damaged"),
    "truncated.h5p": (half(h5p), "damaged"),
    "bomb.h5p": (lambda path: h5p(path, "[" * 100_000), "damaged"),
    "other-types.h5p": (
        lambda path: h5p(path, '[1, null, {"text": 7, "answers": [3]}]'),
        "No text",
    ),
    "large.imscc": (
        lambda path: archive(path, {"imsmanifest.xml": "<a/>", "a.txt": " " * (200 << 20)}),
        "times its size",
    ),
    "lying.mbz": (lying_tar, "more than 2 GB"),
    "bomb.mbz": (bomb_tar, "times its size"),
    "bomb-in-a-name.mbz": (
        lambda path: bomb_tar(path, tarfile.GNUTYPE_LONGNAME),
        "damaged or no backup",
    ),
    "bomb-in-a-header.mbz": (lambda path: bomb_tar(path, tarfile.XHDTYPE), "damaged or no backup"),
    "other.mbz": (lambda path: packed(path, {"a.txt": SENTENCE}), "no backup of Moodle"),
}
