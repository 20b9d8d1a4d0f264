"""Electronic mail: the subject is the title; attachments are named, not read."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_binary_file, policy
from email.message import EmailMessage, MIMEPart
from pathlib import Path
from typing import cast

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.encoding import decode
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.plain_text import paragraphs
from ingestion.parsers.web import page

HEADERS = ("From", "To", "Date")


def parse(path: Path, _: Reading) -> Parsed:
    """Read a mail saved as .eml."""
    with path.open("rb") as file:
        mail = message_from_binary_file(file, policy=policy.default)
    if not mail.keys():
        raise Unreadable("The file is not a saved email.")
    named = [part.get_filename() or "without a name" for part in mail.iter_attachments()]
    notes = (f"Attachments were not read: {', '.join(named)}.",) if named else ()
    return Parsed(_header(mail, "Subject"), [*_elements(mail, named)], notes=notes)


def _elements(mail: EmailMessage, attachments: list[str]) -> Iterator[Element]:
    head = [f"{name}: {_header(mail, name)}" for name in HEADERS if mail[name]]
    if head:
        yield Element("paragraph", "\n".join(head))
    body = mail.get_body(("plain", "html"))
    if body is not None:
        text = _text(body)
        yield from page(text).elements if body.get_content_subtype() == "html" else paragraphs(text)
    if attachments:
        yield Element("paragraph", f"Attachments: {', '.join(attachments)}")


def _header(mail: EmailMessage, name: str) -> str:
    return " ".join(str(mail[name] or "").split())


def _text(body: MIMEPart) -> str:
    return decode(cast(bytes, body.get_payload(decode=True)), body.get_content_charset(""))
