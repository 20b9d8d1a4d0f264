"""JSON Lines as rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agent.errors import InvalidRequest


def read_rows(file: Path) -> list[dict[str, Any]]:
    """The objects of a file, one a line; raises `InvalidRequest`."""
    try:
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise InvalidRequest(
            f"{file} cannot be read: {error}.",
            "Name the folder of the benchmark data: make reader BENCH=path",
        ) from error
