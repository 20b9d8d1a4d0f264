"""The page in a real browser: first paint, weight, and long tasks."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.errors import NotReady
from agent.settings import Settings
from evals.bench import generated
from evals.bench.child_programs import Place, ingest, serving
from evals.bench.measured import Measured
from evals.bench.paced_model import LONG
from evals.bench.streaming import QUESTION, paced_model

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LOADS = 7
KILOBYTE = 1_000  # bytes
FIRST_PAINT = """() => performance.getEntriesByName("first-contentful-paint")[0].startTime"""
WEIGHT = """() => [...performance.getEntriesByType("navigation"),
    ...performance.getEntriesByType("resource").filter(({name}) => !name.includes("/api/"))]
    .reduce((sum, {encodedBodySize}) => sum + encodedBodySize, 0)"""
LISTEN = """() => { window.tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.duration)))
        .observe({type: "longtask"}) }"""


def page(scratch: Path, settings: Settings) -> list[Measured]:
    """First paint with an empty cache, the bytes that a first visit loads, and long tasks (50 ms
    and more) while an answer of 3,000 words in Markdown is streamed."""
    place = Place(scratch / "data", scratch / "notes", settings)
    generated.notes(place.materials, 20, seed=5)
    ingest(place)
    with (
        paced_model("long") as url,
        serving(
            place,
            llm_base_url=url,
            llm_options="release=streamed context=32768 answer_tokens=8000",
        ) as service,
        _chromium() as browser,
    ):
        return list(_measured(browser, str(service.base_url)))


def _measured(browser: Browser, url: str) -> Iterator[Measured]:
    paints, weight = [], 0.0
    for _ in range(LOADS):
        opened = _opened(browser, url)
        paints.append(float(opened.evaluate(FIRST_PAINT)))
        weight = float(opened.evaluate(WEIGHT)) / KILOBYTE
        opened.close()
    about = f"{LOADS} loads, slowest {max(paints):.0f} ms"
    yield Measured("page, first paint", statistics.median(paints), "ms", 300, about=about)
    yield Measured("page, weight", weight, "KB", 170, about="not compressed")

    opened = _opened(browser, url)
    opened.evaluate(LISTEN)
    opened.fill("#question", QUESTION)
    opened.press("#question", "Enter")
    opened.wait_for_selector(".actions-row, .problem", timeout=180_000)
    tasks: list[float] = opened.evaluate("() => tasks")
    about = f"{len(tasks)} tasks of 50 ms and more; {LONG:,} words at 100 per second"
    yield Measured("page, longest task", max(tasks, default=0.0), "ms", 100, about=about)


def _opened(browser: Browser, url: str) -> Page:
    """The page in a new context, completely loaded."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(url)
    page.wait_for_selector("#mode[data-mode]")
    page.wait_for_load_state("networkidle")
    return page


@contextmanager
def _chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NotReady("Playwright is not installed.", "make .venv/.installed-dev") from error
    if path is None:
        raise NotReady("Chromium is not installed.", "apt install chromium")
    options: dict[str, Any] = {"executable_path": path, "args": ["--no-sandbox"]}
    with sync_playwright() as playwright, playwright.chromium.launch(**options) as browser:
        yield browser
