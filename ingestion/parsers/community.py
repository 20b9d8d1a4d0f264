"""Document loaders of LangChain, for the suffixes that MENTOR_LOADERS names one for."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document

from agent.errors import InvalidSettings, NeedsProgram
from ingestion.elements import Element, Parsed
from ingestion.parsers import web
from ingestion.parsers.offline import offline
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.partition import prepare
from ingestion.parsers.plain_text import paragraphs

PACKAGE = "langchain_community.document_loaders"
SECTIONS = ("section", "heading", "title", "page_name", "sheet_name")
"""Where loaders name the part of a file that a document is of; the first that is there counts."""


def parse(path: Path, reading: Reading) -> Parsed:
    """Read a file by the loader of its suffix; raises `NeedsProgram` without a package for it."""
    name = reading.loaders[path.suffix.lower()]
    loader = _named(name)
    try:
        with offline():
            documents = _opened(loader, path).load()
    except ImportError as error:
        raise NeedsProgram(
            f"{name} needs a package that is not installed ({error}); install it with "
            ".venv/bin/uv pip install, then ingest again."
        ) from error
    pages = [page for document in documents if (page := _page(document))]
    title = documents[0].metadata.get("title") if len(documents) == 1 else ""
    return Parsed(str(title or ""), list(_elements(documents)), max(pages, default=None))


def check(loaders: Mapping[str, str]) -> None:
    """Raises `InvalidSettings` if a loader is missing, or needs more than a path."""
    for suffix, name in loaders.items():
        try:
            inspect.signature(_named(name)).bind("path")
        except (ImportError, AttributeError, ValueError) as error:
            raise InvalidSettings(
                f"MENTOR_LOADERS: {suffix}: there is no document loader {name} ({error}).",
                f"Name a class of {PACKAGE}, e.g. .xml=UnstructuredXMLLoader",
            ) from error
        except TypeError as error:
            raise InvalidSettings(
                f"MENTOR_LOADERS: {suffix}: {name} cannot be made from a path alone ({error}).",
                f"Name another class of {PACKAGE}, e.g. .xml=UnstructuredXMLLoader",
            ) from error


def _named(name: str) -> type[BaseLoader]:
    module, _, own = name.rpartition(".")
    with warnings.catch_warnings():
        sunset = "`langchain-community` is being sunset"
        warnings.filterwarnings("ignore", sunset, DeprecationWarning)
        found = getattr(import_module(module or PACKAGE), own)
    if not (isinstance(found, type) and issubclass(found, BaseLoader)):
        raise ValueError("it is no subclass of BaseLoader")
    return found


def _opened(loader: type[BaseLoader], path: Path) -> BaseLoader:
    from langchain_community.document_loaders.unstructured import UnstructuredBaseLoader

    if not issubclass(loader, UnstructuredBaseLoader):
        return loader(str(path))  # type: ignore[call-arg]
    prepare()
    return loader(str(path), mode="elements")  # type: ignore[misc]


def _elements(documents: Sequence[Document]) -> Iterator[Element]:
    before = ""
    for document in documents:
        named = (document.metadata.get(name) for name in SECTIONS)
        section = str(next(filter(None, named), ""))
        if section and section != before and len(documents) > 1:
            yield Element("heading", section, level=1, page=_page(document))
        before = section
        yield from _content(document)


def _content(document: Document) -> Iterator[Element]:
    """A document's text; of unstructured's elements also what kind of text each is."""
    text, page = document.page_content, _page(document)
    category, depth = (document.metadata.get(name) for name in ("category", "category_depth"))
    if category == "Title" and depth is not None:  # None: only guessed from the text
        yield Element("heading", text, level=depth + 1, page=page)
    elif category == "ListItem":
        yield Element("list_item", f"- {text}", page=page)
    elif category == "Table" and (table := document.metadata.get("text_as_html")):
        yield from (replace(element, page=page) for element in web.page(table).elements)
    elif category == "CodeSnippet":
        yield Element("code", text, page=page)
    else:
        yield from (Element("paragraph", part.text, page=page) for part in paragraphs(text))


def _page(document: Document) -> int | None:
    """The page from 1: unstructured counts so in `page_number`, LangChain from 0 in `page`."""
    number, page = (document.metadata.get(name) for name in ("page_number", "page"))
    if isinstance(number, int):
        return number
    return page + 1 if isinstance(page, int) else None
