"""The file types that the ingest supports on this machine."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE
from typing import Annotated

from fastapi import Depends, Request

from agent.errors import InternalError
from api.uploads.ingests import COMMAND


class Formats:
    """Asks the ingest on first use; the result depends on the installed programs."""

    def __init__(self) -> None:
        self._known: list[str] = []
        self._turn = asyncio.Lock()

    async def suffixes(self) -> list[str]:
        """Sorted file extensions: [".docx", ...]."""
        async with self._turn:
            if not self._known:
                self._known = await _ask()
        return self._known


async def _ask() -> list[str]:
    process = await asyncio.create_subprocess_exec(*COMMAND, "--formats", stdout=PIPE)
    output, _ = await process.communicate()
    if process.returncode:
        raise InternalError(
            "The supported file types cannot be determined.",
            "Run `python -m ingestion --formats` to see the error.",
        )
    return [str(suffix) for suffix in json.loads(output)]


def _formats(request: Request) -> Formats:
    formats = request.app.state.formats
    assert isinstance(formats, Formats)
    return formats


TheFormats = Annotated[Formats, Depends(_formats)]
