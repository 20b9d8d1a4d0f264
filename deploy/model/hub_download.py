"""Downloads one GGUF file from the Hugging Face hub (huggingface_hub): resumed, checked, shown."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from urllib.parse import urlsplit

from agent.errors import ModelUnavailable, StorageFull
from deploy.model.choices import Choice

HEX = 64  # digits of a sha256; the hub's etag of a large file is one
SPARE = 1 << 30  # bytes of the disk that stay free


def download(choice: Choice, folder: Path, endpoint: str | None = None) -> Path:
    """Fetch the file into `folder`, unless it is there; returns its path.

    A download that was stopped goes on where it was. `endpoint` is the hub's address, by default
    HF_ENDPOINT or the public one. Raises `ModelUnavailable` where the hub cannot be reached or the
    file is not what it says, `StorageFull` where there is no room.
    """
    target = folder / choice.file
    if target.is_file():
        print(f"already there: {target}")
        return target
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    import httpx  # with the hub's client half a second, so only where it downloads
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.errors import FileMetadataError, HfHubHTTPError

    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{choice.file}.part"
    try:
        url = hf_hub_url(choice.repository, choice.file, endpoint=endpoint)
        about = get_hf_file_metadata(url, endpoint=endpoint)
        _check_room(folder, about.size or int(choice.gigabytes * 1e9))
        _fetch(about.location, url, part, choice.file, about.size)
    except (HfHubHTTPError, FileMetadataError, httpx.HTTPError) as error:
        raise ModelUnavailable(_told(error), by_hand(choice, folder)) from error
    except OSError as error:
        raise StorageFull(
            f"{choice.file} could not be written: {error.strerror or error}.",
            f"Make room in {folder}, then run it again: it goes on where it was.",
        ) from error
    if about.etag and len(about.etag) == HEX:
        _check_hash(part, about.etag)
    part.rename(target)
    return target


def _fetch(url: str, hub_url: str, part: Path, name: str, size: int | None) -> None:
    """Into `part`, after what is there already. (`hf_hub_download` begins anew.)"""
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils._headers import build_hf_headers

    hub = urlsplit(url).hostname == urlsplit(hub_url).hostname  # a store elsewhere gets no token
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
    """How to get the file here without the hub."""
    return (
        f"On a machine with internet fetch\n"
        f"         https://huggingface.co/{choice.repository}/resolve/main/{choice.file}\n"
        f"       copy it into {folder.absolute()}/ (scp, a stick), then run:\n"
        f"         make model FILE={folder / choice.file}\n"
        f"       With a mirror of the hub: HF_ENDPOINT=https://mirror make model NAME={choice.name}"
    )


def _told(error: Exception) -> str:
    response = getattr(error, "response", None)
    if response is not None:
        return f"The hub refused the download ({response.status_code} at {response.url})."
    return "The Hugging Face hub cannot be reached from this machine."


def _check_room(folder: Path, size: int) -> None:
    stat = os.statvfs(folder)
    free = stat.f_bavail * stat.f_frsize
    if free < size + SPARE:
        raise StorageFull(
            f"The file has {size / 1e9:.1f} GB; {free / 1e9:.1f} GB are free in {folder}.",
            "Make room, or name another disk: MENTOR_MODELS_DIR=/path in .env",
        )


def _check_hash(file: Path, expected: str) -> None:
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != expected:
        file.unlink()
        raise ModelUnavailable(
            f"{file.name} is not what the hub has: sha256 {found}, expected {expected}.",
            "It was damaged on its way and has been removed; run it again.",
        )
