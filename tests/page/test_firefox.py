"""The page in Firefox, as Debian has it: asking, a source and Back, drafts, the mark on a page."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.page.firefox import ENTER, ESCAPE, firefox, opened

pytestmark = [
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(
        firefox() is None, reason="Firefox is not installed: apt install firefox-esr"
    ),
]

SHOWN = "document.querySelector('{0}')?.checkVisibility()"


async def test_asking_a_source_back_and_drafts_work_in_firefox(
    service: httpx.Client, tmp_path: Path
) -> None:
    base = str(service.base_url).rstrip("/")
    async with opened(tmp_path) as tab:
        await tab.open(base)
        await tab.until(SHOWN.format(".example"))
        await tab.until("document.activeElement.id === 'question'")
        await tab.type("How do I open a file?" + ENTER)
        await tab.until(SHOWN.format(".next li"))
        asked = await tab.value("location.href")
        assert "?c=" in asked
        await tab.click(".prose .chip")
        await tab.until("document.querySelectorAll('#source rect').length === 4")
        await tab.until("document.querySelector('.sheet img').naturalWidth > 600")
        assert await tab.value("document.querySelector('.source-card img').naturalWidth") > 0
        await tab.back()
        await tab.until("!document.getElementById('source').open")
        assert await tab.value("location.href") == asked
        await tab.click("#question")
        await tab.type("Half a question")
        await tab.open(asked)
        await tab.until("document.getElementById('question').value === 'Half a question'")
        await tab.until(SHOWN.format(".source-card"))
        await tab.type(ESCAPE)
        wide = "document.documentElement.scrollWidth <= innerWidth"
        assert await tab.value(wide)


async def test_the_teachers_views_work_in_firefox(service: httpx.Client, tmp_path: Path) -> None:
    base = str(service.base_url).rstrip("/")
    async with opened(tmp_path) as tab:
        await tab.open(f"{base}/#documents")
        await tab.until(SHOWN.format(".document"))
        await tab.click(".document a")
        await tab.until(SHOWN.format("#source .section"))
        await tab.open(f"{base}/#gaps")
        await tab.until(SHOWN.format("#gap-course"))
