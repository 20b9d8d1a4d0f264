"""`python -m api.mcp`: a Model Context Protocol server over stdin and stdout."""

from __future__ import annotations

import asyncio
import logging
import sys

from agent.compose import open_mentor
from agent.errors import MentorError
from agent.settings import Settings, read_settings
from api.mcp_server import build


def main() -> int:
    """Serve until the input ends; returns 2 if something must be set up first."""
    logging.basicConfig(level=logging.WARNING)  # to stderr: stdout is for the protocol
    try:
        asyncio.run(_serve(read_settings()))
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    return 0


async def _serve(settings: Settings) -> None:
    async with open_mentor(settings) as mentor:
        await build(mentor).run_stdio_async()


if __name__ == "__main__":
    sys.exit(main())
