"""A real Chromium on the real page, and what must be so whatever a test does."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.async_api import (
    BrowserContext,
    ConsoleMessage,
    FloatRect,
    Locator,
    Page,
    Request,
    expect,
)

from tests.servers.chromium import chromium

__all__ = [
    "Watched",
    "assert_accessible",
    "assert_fits",
    "box_of",
    "copied_with",
    "expect",
    "find_chromium",
]

PATIENCE = 90_000  # ms; far more than it takes, also on a machine that does much else
expect.set_options(timeout=PATIENCE)
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
FOUND = """async (only) => {
    const {violations} = await axe.run(document, {resultTypes: ["violations"], ...only});
    return violations
        .map(({id, nodes}) => id + ": " + nodes.map(({html, failureSummary}) =>
            html.slice(0, 160) + " " + failureSummary).slice(0, 3).join(" | "));
}"""

OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""The rules whose findings depend on the colours; the others find the same in light and dark."""


def find_chromium() -> str:
    """The browser of the system; fails without one."""
    if found := chromium():
        return found
    pytest.fail("Chromium is not installed: apt install chromium")


@dataclass
class Watched:
    """What pages of a context did that they must not do; `allowed` are parts of messages."""

    context: BrowserContext
    base_url: str
    allowed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    async def page(self, path: str = "/") -> Page:
        """A page at this path, listened to from its first request on."""
        page = await self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", self._logged)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("request", self._asked)
        page.on("dialog", lambda dialog: self.wrong.append(f"dialog: {dialog.message}"))
        await page.goto(self.base_url + path)
        return page

    def check(self) -> None:
        """No error in the console, and no request to another host."""
        wrong = [one for one in self.wrong if not any(part in one for part in self.allowed)]
        assert wrong == []

    def _logged(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"{message.type}: {message.text} {message.location.get('url', '')}")

    def _asked(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme in ("http", "https", "ws") and not request.url.startswith(self.base_url):
            self.wrong.append(f"request: {request.url}")


async def assert_accessible(page: Page) -> None:
    """No finding of axe-core of any level, in light and dark; all rules look at it in light."""
    await page.evaluate(f"window.axe || (() => {{ {AXE} }})()")  # not bound by the page's policy
    for scheme, rules in (("light", {}), ("dark", OF_COLOURS)):
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found: list[Any] = await page.evaluate(FOUND, rules)
        assert found == [], f"{scheme}: {found}"
    await page.emulate_media(color_scheme=None)


async def assert_fits(page: Page) -> None:
    """Nothing makes the page wider than the window."""
    size = "[document.documentElement.scrollWidth, innerWidth]"
    width, window = await page.evaluate(size)
    assert width <= window


async def box_of(locator: Locator) -> FloatRect:
    """Where an element is shown, in the window."""
    found = await locator.bounding_box()
    assert found, f"{locator} is not shown"
    return found


async def copied_with(button: Locator) -> str:
    """What a click on it copies; what was copied before is cleared first."""
    await button.page.evaluate("navigator.clipboard.writeText('')")
    await button.click()
    held = await button.page.wait_for_function("() => navigator.clipboard.readText()")
    text: str = await held.json_value()
    return text
