"""Streaming parser of multipart bodies (python-multipart)."""

from __future__ import annotations

from typing import Protocol

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from agent.errors import InvalidRequest

FIX = 'Send a form, e.g. curl -F course=intro-python -F "files=@notes.pdf".'


class Parts(Protocol):
    """The receiver of the parts, one after the other."""

    def begin(self, name: str, filename: str | None) -> None:
        """A part begins; `filename` is None for a plain field."""

    def data(self, data: bytes) -> None:
        """The next bytes of the part."""

    def end(self) -> None:
        """The part is complete."""


class MultipartReader:
    """Feeds parts to `parts`; raises `InvalidRequest` if the body is not multipart."""

    def __init__(self, content_type: str, parts: Parts) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise InvalidRequest("The body is not multipart/form-data.", FIX)
        self._parts = parts
        self._field = self._value = b""
        self._headers: dict[bytes, bytes] = {}
        self._complete = False
        try:
            self._parser = MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._headers.clear,
                    "on_header_field": self._header_field,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._headers_finished,
                    "on_part_data": lambda data, start, end: parts.data(data[start:end]),
                    "on_part_end": parts.end,
                    "on_end": self._end,
                },
            )
        except FormParserError as error:
            raise InvalidRequest(f"Invalid multipart body: {error}.", FIX) from error

    def feed(self, data: bytes) -> None:
        """The next bytes of the body."""
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise InvalidRequest(f"Invalid multipart body: {error}.", FIX) from error

    def finish(self) -> None:
        """The end of the body; raises `InvalidRequest` if it is truncated."""
        if not self._complete:
            raise InvalidRequest("The multipart body is truncated.", FIX)

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._field.lower()] = self._value
        self._field = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        filename = options.get(b"filename")
        self._parts.begin(
            _text(options.get(b"name", b"")), None if filename is None else _text(filename)
        )

    def _end(self) -> None:
        self._complete = True


def _text(value: bytes) -> str:
    return value.decode(errors="replace")
