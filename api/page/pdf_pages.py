"""Pages and slides, rendered in another process that may crash without stopping the service."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, ParamSpec, TypeVar

from fastapi import Depends, Request

from agent.errors import NotFound, TimedOut, Unreadable
from api.page import page_picture, pdf_page
from api.page.pdf_page import Marked

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class PdfPages:
    """Renders pages and finds quotes on them, one at a time: pdfium is not thread-safe."""

    def __init__(self, *, seconds: float = 20.0, megabytes: int = 2_048) -> None:
        """`seconds` per page and memory limit; the process starts on first use."""
        self._seconds = seconds
        self._megabytes = megabytes
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()

    async def mark(self, path: Path, page: int, quote: str) -> Marked:
        """The boxes of a quote on this page or the next; raises `Unreadable`, `TimedOut`."""
        return await self._call(pdf_page.mark, path, page, quote)

    async def draw(self, path: Path, page: int, width: int) -> bytes:
        """A page or a slide as WebP; raises `NotFound`, `Unreadable`, `TimedOut`."""
        return await self._call(page_picture.draw, path, page, width)

    def close(self) -> None:
        """End the process."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        processes = list((pool._processes or {}).values())  # no public API to kill one that hangs
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            with suppress(OSError, ValueError):
                process.kill()

    async def _call(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        async with self._turn:
            try:
                async with asyncio.timeout(self._seconds):
                    loop = asyncio.get_running_loop()
                    return await loop.run_in_executor(self._started(), work, *args)
            except (ValueError, MemoryError) as error:
                raise Unreadable("This page cannot be rendered.", "Open the original.") from error
            except IndexError as error:
                raise NotFound(f"There is no page {error}.", "Ask for another page.") from error
            except BrokenProcessPool as error:
                self.close()
                log.warning("The PDF rendering process crashed")
                raise Unreadable("This page cannot be rendered.", "Open the original.") from error
            except TimeoutError as error:
                self.close()
                raise TimedOut(
                    "Rendering this page took too long.", "Open the original."
                ) from error

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                max_workers=1,
                mp_context=get_context("spawn"),
                initializer=pdf_page.prepare,
                initargs=(self._megabytes,),
            )
        return self._pool


def _pages(request: Request) -> PdfPages:
    pages = request.app.state.pdf_pages
    assert isinstance(pages, PdfPages)
    return pages


ThePdfPages = Annotated[PdfPages, Depends(_pages)]
