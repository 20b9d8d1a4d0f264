"""The page while the first ingest of an index is not complete."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.first_ingest import DOCUMENTS, killed_first_ingest, write_materials
from tests.page.browser import assert_accessible, assert_fits, expect
from tests.page.conftest import PHONE, Open, serving_beside
from tests.page.test_asking import ask
from tests.service import ingest

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.slow
async def test_it_shows_how_far_the_index_is_until_it_is_complete(
    tmp_path: Path, look: Open
) -> None:
    data, materials = tmp_path / "data", tmp_path / "materials"
    write_materials(materials)
    await asyncio.to_thread(killed_first_ingest, data, materials)
    async with serving_beside(data, materials_dir=str(materials)) as service:
        page = await (await look(service.base_url, PHONE)).page()
        notice = page.locator("#indexing")
        await expect(notice).to_contain_text(f"of {DOCUMENTS} documents so far")
        await expect(page.locator("#indexing progress")).to_have_attribute("max", str(DOCUMENTS))
        await ask(page, "What is a tuple?")
        answer = page.locator(".turn").last.locator(".prose > .partial")
        await expect(answer).to_contain_text("documents are indexed so far")
        await ask(page, "Who won the 1998 World Cup?")
        refused = page.locator(".turn").last.locator(".after .partial")
        await expect(refused).to_contain_text("The answer may be in one of the others.")
        await expect(notice).to_be_in_viewport()
        await assert_fits(page)
        await assert_accessible(page)
        await page.reload()  # what is kept says so, too
        await expect(refused).to_be_visible()
        await expect(page.locator(".prose > .partial")).to_be_visible()

        done = await asyncio.to_thread(ingest, data, materials_dir=str(materials))
        assert done.returncode == 0
        await expect(notice).to_be_hidden()
        await ask(page, "What is a tuple?")
        await expect(page.locator(".turn").last).not_to_contain_text("indexed so far")
