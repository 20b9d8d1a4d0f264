"""A conversation as a Markdown file: questions as headings, sources as footnotes."""

from __future__ import annotations

import re
from typing import Any

from agent.page_label import page_label
from agent.store.conversations import Conversation

LEFT, OWN, END = "\u2066", "\u2068", "\u2069"
"""Of Unicode: from left to right, or as its own letters want it, up to the end."""
LONGEST_NAME = 80  # characters

_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff]")
_MARKER = re.compile(r"\[(\d{1,3}(?:, ?\d{1,3})*)\](?!\()")
_CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)", re.DOTALL)
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


def file_name(title: str, ending: str) -> str:
    """The title as a name that every system accepts."""
    plain = " ".join(_NOT_IN_NAMES.sub(" ", title).split())[:LONGEST_NAME].strip(" .")
    return f"{plain or 'Conversation'}.{ending}"


def as_markdown(conversation: Conversation) -> str:
    """The whole file."""
    parts = [f"# {conversation['title']}", f"{conversation['created_at']}"]
    notes: list[str] = []
    number = 0
    for message in conversation["messages"]:
        if message["role"] == "user":
            number += 1
            parts.append(f"## {' '.join(message['text'].split())}{_version(message)}")
            continue
        parts += _answer(message, number)
        notes += [_note(number, each) for each in message.get("citations", [])]
    return "\n\n".join(filter(None, [*parts, "\n".join(notes)])) + "\n"


def _version(question: dict[str, Any]) -> str:
    branches = question.get("branches", [])
    if len(branches) < 2:
        return ""
    at = branches.index(question["id"].removesuffix("-q")) + 1
    return f" (version {at} of {len(branches)})"


def _answer(message: dict[str, Any], number: int) -> list[str]:
    known = {str(citation["n"]) for citation in message.get("citations", [])}

    def noted(marker: re.Match[str]) -> str:
        all_ = re.findall(r"\d+", marker[1])
        return "".join(f"[^{number}-{n}]" for n in all_) if known.issuperset(all_) else marker[0]

    pieces = _CODE.split(message["text"])
    text = "".join(
        piece if at % 2 else _MARKER.sub(noted, piece) for at, piece in enumerate(pieces)
    )
    courses = ", ".join(message.get("courses", []))
    ended = message["status"]
    return [
        f"*Searched in {courses} only.*" if courses else "",
        text or "(no answer)",
        f"*({ended})*" if ended in ("stopped", "failed") else "",
    ]


def _note(number: int, citation: dict[str, Any]) -> str:
    page = page_label(citation["source"], citation["page"])
    section = citation["section"].split(" > ")[-1]
    parts = (_apart(citation["title"]), _apart(citation["source"], LEFT), page, _apart(section))
    quote = _apart(f"“{' '.join(str(citation['quote']).split())}”")
    return f"[^{number}-{citation['n']}]: {', '.join(filter(None, parts))}: {quote}"


def _apart(text: str, way: str = OWN) -> str:
    """A text that is written from the right, so that it does not change the order around it."""
    return f"{way}{text}{END}" if _FROM_THE_RIGHT.search(text) else text
