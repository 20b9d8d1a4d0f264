"""Checks of the machine: programs, disk, ports, packages, permissions, clock."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import Requirement

from agent.settings import Settings
from api.access.keys import Keys
from deploy.doctor.finding import Finding, judged
from deploy.supervise.configuration import ROOT, files
from deploy.supervise.control import Control

LOW, ENOUGH = 1_000_000_000, 5_000_000_000  # bytes of the data folder's disk
SKEW = 300  # seconds that a file may lie in the future
PDF_LIBRARY = ROOT / "ingestion" / "parsers" / "pdf" / "libwords.so"
APT = "sudo apt install "


def python(_: Settings) -> Iterator[Finding]:
    """Python, and the compilers for faster PDF parsing and llama-server."""
    found = ".".join(map(str, sys.version_info[:3]))
    yield judged(
        "python",
        sys.version_info >= (3, 11),
        found,
        "make clean, then make PYTHON=python3.12 setup",
    )
    for name, programs in (
        ("C compiler", ("cc", "gcc", "clang")),
        ("C++ compiler", ("c++", "g++", "clang++")),
    ):
        program = next(filter(None, map(shutil.which, programs)), "")
        fix = f"{APT}build-essential (C: faster PDF parsing; C++: make llama), then make setup"
        yield judged(name, bool(program), program or "none", fix, "note")
    compiled = PDF_LIBRARY.exists()
    found = "compiled" if compiled else "not compiled (same result, but slower)"
    yield judged("PDF reader", compiled, found, f"{APT}gcc, then make setup", "note")


def disk(settings: Settings) -> Iterator[Finding]:
    """Free space for the data, and write access."""
    folder = _existing(settings.data_dir)
    free = shutil.disk_usage(folder).free
    found = f"{free / 1e9:.1f} GB free in {folder}"
    state = "wrong" if free < LOW else "note"
    fix = "Free some space, or move the data: MENTOR_DATA_DIR in .env"
    yield judged("disk", free >= ENOUGH, found, fix, state)  # type: ignore[arg-type]
    writable = os.access(folder, os.W_OK)
    yield judged(
        "data folder", writable, f"{folder} is {'' if writable else 'not '}writable",
        f"sudo chown -R {os.getuid()} {folder}",
    )  # fmt: skip
    materials = settings.materials_dir
    yield judged(
        "materials", materials.is_dir() and os.access(materials, os.R_OK), str(materials),
        "Create the folder, or use another one: MENTOR_MATERIALS_DIR in .env", "note",
    )  # fmt: skip


def ports(settings: Settings) -> Iterator[Finding]:
    """Whether the ports are free or used by this service."""
    running = {program["name"] for program in Control(files(settings.data_dir)).running()}
    for name, what, port in (
        ("api", "service", settings.port),
        ("model", "model server", settings.model_port),
    ):
        taken = _taken(port)
        found = f"{port} is {'in use' if taken else 'free'}"
        if name in running:
            found = f"{port} is {'ours' if taken else 'not open yet'}"
        setting = "MENTOR_PORT" if name == "api" else "MENTOR_MODEL_PORT"
        good = name in running or not taken
        fix = f"Fine if make run uses it; otherwise set {setting}={port + 1} in .env"
        yield judged(f"port of the {what}", good, found, fix, "note")


def packages(_: Settings) -> Iterator[Finding]:
    """Whether the installed packages match the lock file."""
    lock = (ROOT / "requirements.lock").read_text()
    drift = [wrong for line in re.findall(r"^[a-z0-9].*==[^\\\n]*", lock, re.MULTILINE)
             if (wrong := _differs(line))]  # fmt: skip
    shown = ", ".join(drift[:3]) + (f" and {len(drift) - 3} more" if len(drift) > 3 else "")
    fix = "rm .venv/.installed; make setup"
    yield judged("packages", not drift, shown or "as pinned", fix)


def programs(_: Settings) -> Iterator[Finding]:
    """Optional programs that read scans and old Office files."""
    for name, commands, what, package in (
        ("tesseract", ("tesseract",), "scans are", "tesseract-ocr"),
        ("LibreOffice", ("soffice", "libreoffice"), "old Office files are",
         "libreoffice-writer libreoffice-impress libreoffice-calc"),
    ):  # fmt: skip
        found = next(filter(None, map(shutil.which, commands)), "")
        yield judged(name, bool(found), found or f"none, so {what} not read", APT + package, "note")


def access(settings: Settings) -> Iterator[Finding]:
    """Access keys, and permissions of secret files."""
    loopback = settings.host in ("127.0.0.1", "::1", "localhost")
    if settings.api_keys_file is None:
        found = "none, so loopback only" if loopback else f"none, and {settings.host} is public"
        fix = "make key USER=name ROLE=teacher, and follow its instructions"
        yield judged("access keys", loopback, found, fix)
    else:
        Keys(settings.api_keys_file)  # raises `InvalidSettings`
        yield Finding("access keys", "ok", str(settings.api_keys_file))
    open_to_all = settings.data_dir.exists() and settings.data_dir.stat().st_mode & 0o005 == 0o005
    yield judged(
        "access to the data", not open_to_all,
        "all users of this machine" if open_to_all else "only its owner",
        f"chmod 700 {settings.data_dir} (it contains students' questions)", "note",
    )  # fmt: skip
    secret = [settings.api_keys_file, ROOT / ".env" if _has_secret(ROOT / ".env") else None]
    for file in filter(None, secret):
        mode = file.stat().st_mode & 0o777
        yield judged(f"access to {file.name}", not mode & 0o077, oct(mode), f"chmod 600 {file}")


def clock(settings: Settings) -> Iterator[Finding]:
    """Whether the clock is later than all existing files."""
    newest, what = 0.0, ""
    for file in (ROOT / "pyproject.toml", settings.data_dir / "mentor.sqlite"):
        if file.exists() and file.stat().st_mtime > newest:
            newest, what = file.stat().st_mtime, file.name
    good = newest <= time.time() + SKEW
    found = time.strftime("%Y-%m-%d %H:%M:%S %Z") + ("" if good else f", earlier than {what}")
    yield judged("clock", good, found, "Set it: sudo timedatectl set-ntp true")


def _existing(folder: Path) -> Path:
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return folder


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _differs(line: str) -> str:
    pinned = Requirement(line.strip())
    if pinned.marker and not pinned.marker.evaluate():
        return ""
    wanted = str(pinned.specifier).removeprefix("==")
    try:
        found = version(pinned.name)
    except PackageNotFoundError:
        found = "missing"
    return "" if found == wanted else f"{pinned.name} {found} instead of {wanted}"


def _has_secret(env: Path) -> bool:
    secret = re.compile(
        r"^MENTOR_(LLM_API_KEY=\S|MILVUS_TOKEN=\S|DATABASE_URL=\S*:[^/\s]+@)", re.MULTILINE
    )
    return env.is_file() and bool(secret.search(env.read_text(errors="replace")))
