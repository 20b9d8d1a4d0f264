"""The GGUF file to serve, and how it is chosen."""

from __future__ import annotations

from pathlib import Path

from agent.errors import NotFound
from agent.settings import Settings
from deploy.model.gguf_header import Header, check_header, read_header

IN_USE = "in-use.gguf"
"""A link in the models folder to the chosen file."""


def use(file: Path, models: Path) -> Header:
    """Check a file and choose it; raises `InvalidRequest` if it cannot be used."""
    header = read_header(file)
    check_header(header)
    models.mkdir(parents=True, exist_ok=True)
    link, made = models / IN_USE, models / f".{IN_USE}.new"
    made.unlink(missing_ok=True)
    made.symlink_to(file.absolute() if file.absolute().parent != models.absolute() else file.name)
    made.replace(link)
    return header


def chosen(settings: Settings) -> Path | None:
    """The GGUF file to serve: from the settings, else the chosen one, else the newest.

    Raises `NotFound` if the file in the settings or the chosen one no longer exists.
    """
    link = settings.models / IN_USE
    wanted = settings.model_file or (link if link.is_symlink() else None)
    if wanted is None:
        files = sorted(settings.models.glob("*.gguf"), key=lambda path: path.stat().st_mtime)
        return files[-1] if files else None
    if not wanted.is_file():
        raise NotFound(
            f"The language model {wanted.resolve()} no longer exists.",
            f"Restore it, choose another (make model), or delete {link} to use none.",
        )
    return wanted.resolve()
