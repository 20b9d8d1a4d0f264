"""`python -m api.mcp`: a Model Context Protocol server over stdin and stdout.

`deploy/mentor-mcp` runs it from any folder.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
from pathlib import Path

from agent.compose import open_mentor
from agent.errors import MentorError
from agent.settings import Settings, read_settings
from api.mcp_server import build

PROGRAM = Path(__file__).parents[1] / "deploy" / "mentor-mcp"
CONFIG = {"mcpServers": {"ai-mentor": {"command": str(PROGRAM)}}}


def main() -> int:
    """Serve until the input ends; returns 2 if something must be set up first."""
    parser = argparse.ArgumentParser(prog="deploy/mentor-mcp", description=__doc__)
    parser.add_argument("--config", action="store_true", help="print a desktop client's entry")
    if parser.parse_args().config:
        print(json.dumps(CONFIG, indent=2))
        return 0
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
