"""Document loaders as somebody else writes them: by LangChain's port, each with its ways."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document


class Pages(BaseLoader):
    """A page a line, numbered from 0, as LangChain does."""

    def __init__(self, file_path: str) -> None:
        self.file_path = file_path

    def lazy_load(self) -> Iterator[Document]:
        for page, text in enumerate(Path(self.file_path).read_text().splitlines()):
            yield Document(text, metadata={"page": page, "section": f"Part {page // 2}"})


class WithoutItsPackage(Pages):
    def lazy_load(self) -> Iterator[Document]:
        import_module("a_package_that_nobody_has")
        yield from super().lazy_load()


class Curious(Pages):
    """Sends what it reads to a server."""

    def lazy_load(self) -> Iterator[Document]:
        with socket.create_connection(("192.0.2.1", 80), timeout=1) as server:
            server.sendall(Path(self.file_path).read_bytes())
        yield from super().lazy_load()


class TwoThings(Pages):
    def __init__(self, file_path: str, schema: str) -> None:
        super().__init__(file_path)
        self.schema = schema
