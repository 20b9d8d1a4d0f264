"""Just enough HTTP/1.1 for the scripted server: one request for each connection."""

from __future__ import annotations

import asyncio
import json
from typing import Any


async def read_request(reader: asyncio.StreamReader) -> tuple[str, dict[str, Any]]:
    """The path and the JSON body, {} where there is none."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return head[0].split()[1], json.loads(body) if body else {}


def write_head(writer: asyncio.StreamWriter, status: int, content_type: str, length: str) -> None:
    head = f"HTTP/1.1 {status} Scripted\r\nContent-Type: {content_type}\r\n{length}\r\n"
    writer.write(f"{head}Connection: close\r\n\r\n".encode())


def write_json(writer: asyncio.StreamWriter, status: int, value: object) -> None:
    write_body(writer, status, json.dumps(value).encode())


def write_body(writer: asyncio.StreamWriter, status: int, body: bytes) -> None:
    write_head(writer, status, "application/json", f"Content-Length: {len(body)}")
    writer.write(body)


def write_event(writer: asyncio.StreamWriter, data: str) -> None:
    event = f"data: {data}\n\n".encode()
    writer.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
