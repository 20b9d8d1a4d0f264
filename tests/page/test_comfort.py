"""For everybody: languages, large text, forced colours, right-to-left text."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.page.browser import assert_accessible, assert_fits, box_of, expect
from tests.page.conftest import PHONE, WIDE, Open
from tests.page.test_asking import ask
from tests.service import Service

pytestmark = pytest.mark.asyncio(loop_scope="session")

HEBREW = """# מבני נתונים

מחסנית היא מבנה נתונים שבו האיבר האחרון שנכנס הוא הראשון שיוצא.

- דחיפה מוסיפה איבר לראש המחסנית.
- שליפה מסירה את האיבר שבראש המחסנית.
"""


@pytest.mark.parametrize(
    ("locale", "send", "sources"),
    [("de-AT", "Fragen", "Quellen"), ("es-MX", "Preguntar", "Fuentes")],
)
async def test_the_page_speaks_the_browsers_language(
    service: httpx.Client, look: Open, locale: str, send: str, sources: str
) -> None:
    page = await (await look(service.base_url, PHONE, locale=locale)).page()
    assert await page.evaluate("document.documentElement.lang") == locale[:2]
    await expect(page.get_by_role("button", name=send, exact=True)).to_be_visible()
    await ask(page, "What is a tuple?")
    await expect(page.locator(".sources h3")).to_have_text(sources)
    await assert_fits(page)
    await assert_accessible(page)


async def test_text_of_twice_the_size_fits(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url, WIDE)).page()
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    await ask(page, "What is a tuple?")
    await page.locator(".source-card").first.click()
    await expect(page.locator("#source mark").first).to_be_visible()
    assert (await box_of(page.locator(".composer-box")))["width"] > 500  # never squeezed beside it
    await assert_fits(page)
    await assert_accessible(page)
    await page.keyboard.press("Escape")
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    await assert_fits(page)
    await page.select_option("#course", "data-structures")
    box, chip = await box_of(page.locator(".composer-box")), await box_of(page.locator(".scope"))
    assert chip["x"] + chip["width"] <= box["x"] + box["width"]
    skip = await box_of(page.locator(".skip"))
    assert skip["y"] + skip["height"] <= 0
    await page.goto(page.url.split("?")[0] + "#documents")
    await expect(page.locator(".document").first).to_be_visible()
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    await assert_fits(page)
    tabs = [await box_of(tab) for tab in await page.locator(".tabs a").all()]
    assert all(tab["height"] < 90 for tab in tabs)  # no name is broken


async def test_forced_colours_keep_what_is_chosen_apart(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url, forced_colors="active")).page()
    await page.select_option("#course", "intro-python")
    await ask(page, "What is a tuple?")
    await assert_accessible(page)
    colour = "(name) => getComputedStyle(document.querySelector(name)).backgroundColor"
    chosen = await page.evaluate(colour, ".modes :checked + span")
    assert chosen != await page.evaluate(colour, ".modes :not(:checked) + span")
    border = "getComputedStyle(document.querySelector('.source-card .number')).borderTopStyle"
    assert await page.evaluate(border) == "solid"


async def test_materials_from_right_to_left_are_shown_so(
    site: Service, look: Open, tmp_path: Path
) -> None:
    file = tmp_path / "mivnim.md"
    file.write_text(HEBREW, encoding="utf-8")
    page = await (await look(site.base_url, PHONE)).page("/#documents")
    await page.fill("#upload-course", "hebrew")
    await page.set_input_files("#files", str(file))
    document = page.locator(".document", has_text="מבני נתונים")
    await expect(document).to_contain_text("Ready")
    await document.locator("a").first.click()
    block = page.locator("#source .block").first
    await expect(block).to_contain_text("מחסנית")
    await expect(block).to_have_css("direction", "rtl")
    await assert_fits(page)
    await assert_accessible(page)
    await page.goto(str(site.base_url))
    await ask(page, "מהי מחסנית?")
    listed = page.locator("#conversations a", has_text="מחסנית")
    await expect(listed).to_have_css("direction", "rtl")


async def test_a_chip_keeps_only_the_last_letter_of_text_without_spaces(
    service: httpx.Client, look: Open
) -> None:
    page = await (await look(service.base_url)).page()
    kept = """async (text) => {
        const { lastWord } = await import("/static/spread.js");
        return lastWord(document.createTextNode(text));
    }"""
    assert await page.evaluate(kept, "元组不可变，所以可以用作字典的键。 ") == "键。\u00a0"
    assert await page.evaluate(kept, "Tuples are immutable. ") == "immutable.\u00a0"
