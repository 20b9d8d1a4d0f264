"""Mutated files for the parsers of documents, web pages, course exports and notes.

    python -m tests.ingestion.parsers.fuzz MINUTES [SEED] [NAME ...]

MINUTES are those of processor time; a NAME is a sample's ("course.mbz") or a suffix (".mbz").

Each file that a generator writes is changed in one way after another: bytes flipped, cut, doubled,
members of archives changed, dropped or exchanged, attributes and elements of XML moved. What may
come of it is a document or `Unreadable`, within seconds and within the memory that a reader of an
ingest may take. What else happens ends the run with the seed that repeats it.
"""

from __future__ import annotations

import copy
import gzip
import io
import logging
import random
import re
import resource
import signal
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from agent.errors import Unreadable
from ingestion.parsers import parse
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.unpack import BROKEN
from tests.ingestion.parsers.makers import samples

SECONDS = 10  # of processor time for a file of up to SHARE bytes, and for each more of them
SHARE = 100_000  # docutils reads 15 KB a second where every line is a directive
MEGABYTES = 2_048  # as MENTOR_PARSE_MEGABYTES by default
NUMBERS = (b"0", b"-1", b"1", b"255", b"65536", b"4294967295", b"99999999999999999999", b"x", b"")
GZIP = b"\x1f\x8b"
TAG = re.compile(rb"<[^<>]{1,300}>")
PIECES = re.compile(rb"\n|\\\w+|\w+|[^\w\n]+")
DIGITS = re.compile(rb"\d+")

Change = Callable[[bytes, random.Random], bytes]


def flip(raw: bytes, chance: random.Random) -> bytes:
    """Some bytes are others."""
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(raw: bytes, chance: random.Random) -> bytes:
    """A stretch is missing."""
    start, end = sorted(chance.choices(range(len(raw) + 1), k=2))
    return raw[:start] + raw[end:]


def double(raw: bytes, chance: random.Random) -> bytes:
    """A stretch comes again, many times."""
    start = chance.randrange(len(raw))
    piece = raw[start : start + chance.choice((1, 20, 500))]
    return raw[:start] + piece * chance.choice((2, 50, 2_000)) + raw[start:]


def number(raw: bytes, chance: random.Random) -> bytes:
    """A number is another one."""
    found = list(DIGITS.finditer(raw))
    if not found:
        return flip(raw, chance)
    one = chance.choice(found)
    return raw[: one.start()] + chance.choice(NUMBERS) + raw[one.end() :]


def tag(raw: bytes, chance: random.Random) -> bytes:
    """A tag is dropped, doubled, or exchanged with another one."""
    found = list(TAG.finditer(raw))
    if len(found) < 2:
        return flip(raw, chance)
    one, other = chance.sample(found, 2)
    new = chance.choice((b"", one[0] * 2, other[0], one[0].replace(b"<", b"</", 1)))
    return raw[: one.start()] + new + raw[one.end() :]


def line(raw: bytes, chance: random.Random) -> bytes:
    """A line or a piece of one is dropped, doubled, or moved into another line."""
    pieces = PIECES.findall(raw)
    if len(pieces) < 2:
        return flip(raw, chance)
    one, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
    piece = pieces[one]
    if chance.random() < 0.4:
        pieces[one] = b""
    pieces[other] += piece * chance.choice((1, 1, 2, 300))
    return b"".join(pieces)


def element(raw: bytes, chance: random.Random) -> bytes:
    """An element of sound XML is dropped, doubled, moved, or is another one."""
    try:
        root = etree.fromstring(raw)
    except (etree.XMLSyntaxError, ValueError):
        return chance.choice((tag, line, line))(raw, chance)
    nodes = [node for node in root.iter(etree.Element) if node is not root]
    if len(nodes) < 2:
        return number(raw, chance)
    one, other = chance.sample(nodes, 2)
    chance.choice(MOVES)(one, other, chance)
    return bytes(etree.tostring(root))


def _away(one: Any, _: Any, __: random.Random) -> None:
    one.getparent().remove(one)


def _again(one: Any, other: Any, chance: random.Random) -> None:
    few = sum(1 for _ in one.iter()) < 20
    for new in [copy.deepcopy(one) for _ in range(chance.choice((1, 3, 100) if few else (1,)))]:
        other.append(new)


def _there(one: Any, other: Any, _: random.Random) -> None:
    if one not in other.iterancestors():
        other.append(one)


def _named(one: Any, other: Any, _: random.Random) -> None:
    one.tag = other.tag


def _with(one: Any, other: Any, chance: random.Random) -> None:
    for name, value in other.attrib.items():
        one.set(name, chance.choice((value, value * 9, *map(bytes.decode, NUMBERS))))


MOVES = (_away, _again, _there, _there, _named, _with, _with)
CHANGES: tuple[Change, ...] = (flip, cut, double, number, tag, *[element] * 8)


def changed(raw: bytes, chance: random.Random) -> bytes:
    """A file after one to three changes, those of an archive within its members."""
    for _ in range(chance.randint(1, 3)):
        if raw.startswith(b"PK") and chance.random() < 0.85:
            raw = inside(raw, chance)
        elif raw.startswith(GZIP) and chance.random() < 0.9:
            raw = gzip.compress(changed(unpacked, chance)) if (unpacked := whole(raw)) else raw
        elif raw:
            raw = chance.choice(CHANGES)(raw, chance)
    return raw


def whole(raw: bytes) -> bytes:
    """What is compressed; b"" where it is broken."""
    try:
        return gzip.decompress(raw)
    except (*BROKEN, OSError):
        return b""


def inside(raw: bytes, chance: random.Random) -> bytes:
    """An archive with a member changed, dropped, or with the content of another one."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except (*BROKEN, OSError, RuntimeError):
        return flip(raw, chance)
    if not members:
        return raw
    name = chance.choice(list(members))
    kind = chance.random()
    if kind < 0.05:
        del members[name]
    elif kind < 0.1:
        members[name] = members[chance.choice(list(members))]
    elif members[name]:
        members[name] = chance.choice(CHANGES)(members[name], chance)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return made.getvalue()


def run(minutes: float, seed: int, names: list[str]) -> tuple[Counter[str], tuple[float, int, str]]:
    """Mutate for this long.

    Returns how many files were read and not read, by their names, and the most seconds of one with
    its seed and its name.
    """
    logging.disable(logging.CRITICAL)  # what a library raised is no finding of its own
    warnings.simplefilter("ignore")
    counted: Counter[str] = Counter()
    longest = 0.0, seed, ""
    with tempfile.TemporaryDirectory(prefix="mentor-fuzz-") as folder:
        made = {path.name: path.read_bytes() for path in samples.write(Path(folder))}
        chosen = sorted(n for n in made if not names or n in names or Path(n).suffix in names)
        end = time.process_time() + minutes * 60
        while time.process_time() < end or not counted:
            for name in chosen:
                began = time.process_time()
                outcome = _once(Path(folder), name, made[name], seed)
                counted[f"{name} {outcome}"] += 1
                longest = max(longest, (time.process_time() - began, seed, name))
            seed += 1
    return counted, longest


def _once(folder: Path, name: str, raw: bytes, seed: int) -> str:
    path = folder / f"changed{Path(name).suffix}"
    made = changed(raw, random.Random(f"{seed} {name}"))
    path.write_bytes(made)
    signal.setitimer(signal.ITIMER_PROF, SECONDS * (1 + len(made) // SHARE))
    try:
        parsed = parse(path, Reading(quiz_answers=seed % 2 == 0))
        assert all(element.kind for element in parsed.elements)
    except Unreadable as error:
        if not re.fullmatch(r"[A-Z.].+[.)]", error.message, re.DOTALL):
            raise ValueError(f"no sentence: {error.message}") from error
        return "not read"
    except BaseException:
        print(f"repeat: python -m tests.ingestion.parsers.fuzz 0 {seed} {name}", file=sys.stderr)
        raise
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "read"


def _too_long(*_: object) -> None:
    raise TimeoutError("the file took too long")


def main(minutes: str = "1", seed: str = "1", *names: str) -> None:
    """Fuzz for some minutes, and tell what came of it."""
    signal.signal(signal.SIGPROF, _too_long)
    size = MEGABYTES << 20
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    counted, (longest, of, name) = run(float(minutes), int(seed), list(names))
    for outcome, count in sorted(counted.items()):
        print(f"{count:7} {outcome}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"At most {longest:.2f} s for one file (seed {of}, {name}) and {peak} MB at any time.",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
