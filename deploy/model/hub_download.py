"""Downloads a GGUF file from the Hugging Face hub: resumable, verified, with progress."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from urllib.parse import urlsplit

from agent.errors import ModelUnavailable, StorageFull
from deploy.model.choices import Choice

HEX = 64  # digits of a sha256, which is the hub's etag of a large file
SPARE = 1 << 30  # bytes to keep free on the disk


def download(choice: Choice, folder: Path, endpoint: str | None = None) -> Path:
    """Download the file into `folder`, unless it exists; returns its path.

    Resumes an interrupted download. `endpoint` is the hub's address, by default HF_ENDPOINT or the
    public one. Raises `ModelUnavailable` if the hub is unreachable or the hash differs, and
    `StorageFull`.
    """
    target = folder / choice.file
    if target.is_file():
        print(f"already there: {target}")
        return target
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    import httpx  # together with the hub's client half a second, so only when downloading
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.errors import FileMetadataError, HfHubHTTPError

    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{choice.file}.part"
    try:
        url = hf_hub_url(choice.repository, choice.file, endpoint=endpoint)
        about = get_hf_file_metadata(url, endpoint=endpoint)
        check_room(folder, about.size or int(choice.gigabytes * 1e9))
        _fetch(about.location, url, part, choice.file, about.size)
    except (HfHubHTTPError, FileMetadataError, httpx.HTTPError) as error:
        raise ModelUnavailable(_reason(error), by_hand(choice, folder)) from error
    except OSError as error:
        raise StorageFull(
            f"{choice.file} could not be written: {error.strerror or error}.",
            f"Free some space in {folder} and run it again to resume.",
        ) from error
    expected = choice.sha256 or (about.etag if about.etag and len(about.etag) == HEX else "")
    if expected:
        _check_hash(part, expected)
    part.rename(target)
    return target


def _fetch(url: str, hub_url: str, part: Path, name: str, size: int | None) -> None:
    """Append to `part`. (`hf_hub_download` would start from the beginning.)"""
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils._headers import build_hf_headers

    hub = urlsplit(url).hostname == urlsplit(hub_url).hostname  # other hosts get no token
    part.touch()
    with part.open("r+b") as file:
        http_get(
            url,
            file,
            resume_size=file.seek(0, os.SEEK_END),
            headers=build_hf_headers(token=None if hub else False),
            expected_size=size,
            displayed_filename=name,
        )


def by_hand(choice: Choice, folder: Path) -> str:
    """Instructions for downloading the file on another machine."""
    return (
        f"On a machine with internet access download\n"
        f"         https://huggingface.co/{choice.repository}/resolve/main/{choice.file}\n"
        f"       copy it into {folder.absolute()}/ and run:\n"
        f"         make model FILE={folder / choice.file}\n"
        f"       With a mirror of the hub: HF_ENDPOINT=https://mirror make model NAME={choice.name}"
    )


def _reason(error: Exception) -> str:
    response = getattr(error, "response", None)
    if response is not None:
        return f"The hub refused the download ({response.status_code} at {response.url})."
    return "The Hugging Face hub cannot be reached from this machine."


def check_room(folder: Path, size: int) -> None:
    """Raises `StorageFull` if `size` bytes do not fit on the disk of `folder`."""
    stat = os.statvfs(folder)
    free = stat.f_bavail * stat.f_frsize
    if free < size + SPARE:
        raise StorageFull(
            f"The file has {size / 1e9:.1f} GB; {free / 1e9:.1f} GB are free in {folder}.",
            "Free some space, or use another disk: MENTOR_MODELS_DIR=/path in .env",
        )


def _check_hash(file: Path, expected: str) -> None:
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != expected:
        file.unlink()
        raise ModelUnavailable(
            f"{file.name} differs from the hub's: sha256 {found}, expected {expected}.",
            "It was damaged in transit and has been deleted; run it again.",
        )
