"""The teachers' view: documents, hostile files among them, and unanswered questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.async_api import JSHandle, Page

from tests.page.browser import assert_accessible, assert_fits, expect
from tests.page.conftest import PHONE, WIDE, Open
from tests.page.test_asking import ask
from tests.service import Service

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = """# Quokkas <img src=x onerror="window.ran=1">

The <script>window.ran = 1</script> quokka is a small marsupial, says
[this link](javascript:window.ran=1) of the ![zoo](https://example.org/spy.png).

The quokka eats "><svg onload=window.ran=1> leaves and {long}, \u202edesrever \ufffd \U000e0041.
"""


async def dropped(page: Page) -> JSHandle:
    """A file of a kind that is not read, on the pointer."""
    return await page.evaluate_handle(
        "() => { const all = new DataTransfer();"
        " all.items.add(new File(['MZ'], 'program.exe')); return all }"
    )


async def choose(page: Page, *files: Path) -> None:
    await page.set_input_files("#files", [str(file) for file in files])


async def test_files_are_uploaded_cited_and_removed_whatever_is_in_them(
    site: Service, look: Open, tmp_path: Path
) -> None:
    name = "<img src=x onerror=ran=1> & 'q'.md"
    hostile = tmp_path / name
    hostile.write_text(HOSTILE.format(long="x" * 10_000), encoding="utf-8")
    page = await (await look(site.base_url, PHONE)).page("/#documents")
    await expect(page.locator(".document").first).to_be_visible()
    await page.fill("#upload-course", "zoo")
    await choose(page, hostile)
    await page.locator(".documents").dispatch_event("drop", {"dataTransfer": await dropped(page)})
    lines = page.locator(".uploads li")
    await expect(lines.nth(1)).to_contain_text(".exe files are not supported.")
    await expect(lines.nth(0)).to_contain_text("Ready, ")
    document = page.locator(".document", has_text=name)
    await expect(document).to_contain_text("Ready")
    for width, height in (PHONE, WIDE):
        await page.set_viewport_size({"width": width, "height": height})
        await assert_fits(page)
        await assert_accessible(page)

    await page.goto(f"{str(site.base_url).rstrip('/')}/#ask")
    await ask(page, "What is a quokka?")
    await expect(page.locator(".turn").last).to_contain_text("small marsupial")
    await page.locator(".turn").last.locator(".source-title").first.click()
    await expect(page.locator("#source mark").first).to_contain_text("quokka")
    assert await page.locator(":is(#source, .turn) :is(script, img, iframe)").count() == 0
    await assert_fits(page)
    await page.keyboard.press("Escape")
    await expect(page.locator("#source")).to_be_hidden()
    await page.wait_for_url(lambda url: "s=" not in url)  # its step back is done

    await page.goto(f"{str(site.base_url).rstrip('/')}/#documents")
    await document.get_by_text("Remove").click()
    await page.locator(".confirm .danger").click()
    await expect(document).to_have_count(0)
    assert await page.evaluate("window.ran") is None


async def test_teachers_see_what_was_not_answered_and_how_good_answers_are(
    site: Service, look: Open, sample_data: Path
) -> None:
    watched = await look(site.base_url)
    page = await watched.page()
    question = "Who won the 2002 World Cup?"
    for _ in range(2):
        await ask(page, question)
    await page.click("#other-view")
    await page.get_by_role("link", name="Unanswered").click()
    gap = page.locator(".gaps li", has_text=question)
    await expect(gap).to_be_hidden()  # nothing in the materials is near
    await page.locator(".off-topic > summary").click()
    await expect(gap).to_contain_text("2 times")
    await assert_accessible(page)

    await page.get_by_role("link", name="Evaluation").click()
    await expect(page.get_by_text("No evaluation yet")).to_be_visible()
    folder = Path(site.data) / "evals"  # type: ignore[attr-defined]
    folder.mkdir()
    bar = {"name": "hit@5", "value": 0.9, "of": 55, "sign": ">=", "bar": 0.95, "holds": False}
    (folder / "latest.json").write_text(json.dumps({"mode": "extractive", "bars": [bar]}))
    (folder / "latest.html").write_text("<h1>All cases</h1><script>top.ran = 1</script>")
    await page.reload()
    await expect(page.locator(".missed")).to_contain_text("hit@5")
    await assert_fits(page)
    await assert_accessible(page)
    report = await watched.page("/api/reports/evals")
    watched.allowed = ["Blocked script", "Unsafe attempt", "SecurityError", "Failed to read"]
    await expect(report.locator("h1")).to_have_text("All cases")
    assert await report.evaluate("origin") == "null"  # it can do nothing in our name
