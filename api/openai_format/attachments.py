"""Finds the question in a message that a program has wrapped in a template.

Open WebUI and others send attached files with the question: a long instruction, the files' text in
`<context>`, and the question in `<user_query>` or behind the context. A list of the files' names
may stand in front of the question, also in earlier messages.
"""

from __future__ import annotations

import re

_QUESTION = re.compile(r"<(user_query|user_question)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_CONTEXT = re.compile(
    r"<(context|documents|sources|files|attachments?)>.*</\1>", re.DOTALL | re.IGNORECASE
)
_NAMES = re.compile(r"<attached_files>.*?</attached_files>", re.DOTALL | re.IGNORECASE)
_INSTRUCTION = 40  # characters in front of the files that students do not write
_DETAILS = re.compile(r"<details\b.*?</details>", re.DOTALL | re.IGNORECASE)
_SOURCES = re.compile(r"\n+Sources:\n(?:- \[\[\d+\].*(?:\n|$))+\s*$")


def question_in(text: str) -> str:
    """The student's own words in a message; the whole message without a template."""
    text = _NAMES.sub("", text).strip() or text
    asked = [match[2].strip() for match in _QUESTION.finditer(_CONTEXT.sub("\n", text))]
    if asked and asked[-1]:
        return asked[-1]
    found = _CONTEXT.search(text)
    if found and found.start() >= _INSTRUCTION and (behind := text[found.end() :].strip()):
        return behind
    return text


def answer_in(text: str) -> str:
    """An earlier answer without the list of sources and without collapsed parts."""
    return _SOURCES.sub("", _DETAILS.sub("", text)).strip()
