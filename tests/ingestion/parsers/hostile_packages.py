"""Web pages and course exports that break programs: spans without end, depths, lies about sizes,
and packages that lead out of themselves."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

from tests.ingestion.packages import archive
from tests.ingestion.parsers.hostile_office import LAUGHS, SENTENCE, Maker
from tests.ingestion.parsers.makers.courses import backup, cartridge, h5p, packed


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
    "bomb.h5p": (lambda path: h5p(path, "[" * 100_000), "damaged|made in a way"),
    "other-types.h5p": (
        lambda path: h5p(path, '[1, null, {"text": 7, "answers": [3]}]'),
        "No text",
    ),
    "large.imscc": (
        lambda path: archive(path, {"imsmanifest.xml": "<a/>", "a.txt": " " * (200 << 20)}),
        "times its size",
    ),
    "lying.mbz": (lying_tar, "more than 2 GB"),
    "other.mbz": (lambda path: packed(path, {"a.txt": SENTENCE}), "no backup of Moodle"),
}
