"""`python -m agent ask "..." | chat | graph`: the mentor in a terminal."""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from agent.errors import MentorError
from agent.page_label import page_label
from agent.settings import read_settings
from agent.storage import writable_folder
from agent.unknown_settings import warn_of_unknown_settings

if TYPE_CHECKING:
    from agent.turns.turn_service import TurnService


def main() -> int:
    """Run one command; returns 0 for success, 2 if something must be set up first."""
    arguments = _parser().parse_args()
    commands = {"ask": _ask, "chat": _chat, "graph": _graph}
    try:
        warn_of_unknown_settings()
        return asyncio.run(commands[arguments.command](arguments))
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    except (KeyboardInterrupt, EOFError):
        print()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m agent", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    ask = commands.add_parser("ask", help="answer one question and exit")
    ask.add_argument("question")
    chat = commands.add_parser("chat", help="a conversation; an empty line ends it")
    for command in (ask, chat):
        command.add_argument("--course", action="append", default=[], help="search only this one")
    graph = commands.add_parser("graph", help="draw the graph: Mermaid and SVG files, ASCII here")
    graph.add_argument("--out", type=Path, help="folder (DATA_DIR/graph)")
    return parser


async def _ask(arguments: argparse.Namespace) -> int:
    from agent.compose import open_mentor

    async with open_mentor(read_settings()) as mentor:
        await _answer(mentor.answering, arguments.question, None, arguments.course)
    return 0


async def _chat(arguments: argparse.Namespace) -> int:
    from agent.compose import open_mentor

    async with open_mentor(read_settings()) as mentor:
        conversation = None
        while question := (await asyncio.to_thread(input, "\n> ")).strip():
            conversation = await _answer(mentor.answering, question, conversation, arguments.course)
    return 0


async def _answer(
    answering: TurnService, question: str, conversation: str | None, courses: list[str]
) -> str:
    """Print the answer as it comes, then its sources; returns the conversation's id."""
    from agent.turns.turn_service import Ask

    turn = await answering.begin(Ask(question, conversation, courses))
    async with aclosing(answering.events(turn)) as events:
        async for event in events:
            if event.name == "token":
                print(event.data["text"], end="", flush=True)
            elif event.name == "error":
                print(f"\n{event.data['message']}\n{event.data.get('fix', '')}", file=sys.stderr)
            elif event.name == "done":
                if event.data["answer"] != turn.streamed.strip():
                    print(f"\n\n{event.data['answer']}", end="")
                print()
                for citation in event.data["citations"]:
                    page = page_label(citation["source"], citation["page"])
                    place = ", ".join(part for part in (citation["source"], page) if part)
                    print(f"  [{citation['n']}] {place}: {' '.join(citation['quote'].split())}")
    return turn.conversation_id


async def _graph(arguments: argparse.Namespace) -> int:
    from agent import drawing
    from agent.graph import outline

    graph = outline()
    folder = writable_folder(arguments.out or read_settings().data_dir / "graph", "--out")
    (folder / "graph.mmd").write_text(drawing.mermaid(graph))
    (folder / "graph.svg").write_text(drawing.svg(graph))
    print(drawing.ascii_art(graph))
    print(f"written: {folder / 'graph.mmd'}, {folder / 'graph.svg'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
