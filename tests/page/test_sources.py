"""Sources: compact cards, chips where they belong, cards that cover nothing; copies, exports."""

from __future__ import annotations

import httpx
import pytest

from tests.page.browser import assert_accessible, assert_fits, box_of, copied_with, expect
from tests.page.conftest import PHONE, WIDE, Open
from tests.page.test_asking import ask

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("size", [PHONE, WIDE])
async def test_sources_are_cards_of_one_line_and_never_raw_markdown(
    service: httpx.Client, look: Open, size: tuple[int, int]
) -> None:
    page = await (await look(service.base_url, size)).page()
    await ask(page, "What is a tuple?")
    card = page.locator(".source-card")
    await expect(card).to_have_count(1)
    await expect(card).to_contain_text("slides-collections.pptx · slide 11")
    line = card.locator(".source-line")
    await expect(line).to_have_text("A tuple is an ordered, immutable sequence of values.")
    assert (await box_of(line))["height"] < 32
    sources = await page.locator(".sources").inner_text()
    assert not any(mark in sources for mark in ("- A", "```", "No append", "**"))
    await ask(page, "How do I open a file?")
    for card in await page.locator(".source-card").all():  # of a slide, and of PDF pages
        await card.scroll_into_view_if_needed()
        await expect(card.locator("img")).to_be_visible()
    pictures = "[...document.querySelectorAll('.source-card img')]"
    await page.wait_for_function(f"() => {pictures}.every(({{naturalWidth}}) => naturalWidth)")
    await assert_fits(page)
    await assert_accessible(page)


async def test_each_bullet_has_a_chip_that_leads_to_its_own_words(
    service: httpx.Client, look: Open
) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, "What is a tuple?")
    items = page.locator(".prose li")
    chips = items.locator(".chip")
    assert await chips.count() == await items.count() >= 4
    await items.nth(1).locator(".chip").click()
    marks = page.locator("#source mark")
    await expect(marks).to_have_count(1)
    await expect(marks).to_contain_text("Written with commas")
    await page.keyboard.press("Escape")
    await ask(page, "What is the late policy?")
    await expect(page.locator(".turn").last.locator(".chip").first).to_be_visible()


async def test_a_card_never_covers_the_text(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, "What is a tuple?")
    for chip in await page.locator(".prose .chip").all():
        await chip.hover()
        card = await box_of(page.locator(".card"))
        assert card["y"] >= (await box_of(page.locator("#composer")))["y"]
        await page.locator("#question").click()  # the card lets the pointer through
        await expect(page.locator(".card")).to_have_count(0)
        await expect(page.locator("#question")).to_be_focused()


async def test_copy_gives_markdown_with_footnotes(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, "What is a tuple?")
    copy = page.locator(".actions-row").get_by_text("Copy", exact=True)
    copied = await copied_with(copy)
    assert "- A tuple is an ordered, immutable sequence of values." in copied
    assert "[^1]" in copied
    assert (
        "\n[^1]: Collections in Python, intro-python/slides-collections.pptx · slide 11" in copied
    )
    await page.reload()
    assert await copied_with(copy) == copied


async def test_an_export_has_pages_sections_and_all_versions(
    service: httpx.Client, look: Open
) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, "How do I open a file?")
    await page.get_by_label("Edit this question").click()
    await page.get_by_label("Rephrased question").fill("What is a tuple?")
    await page.keyboard.press("Enter")
    await expect(page.locator(".branches")).to_contain_text("2 / 2")
    await page.locator("#side li .icon").first.click()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Export with all versions").click()
    file = await download.value
    assert file.suggested_filename == "How do I open a file.md"
    text = (await file.path()).read_text(encoding="utf-8")
    assert "## How do I open a file? (version 1 of 2)" in text
    assert "## What is a tuple? (version 2 of 2)" in text
    assert "intro-python/lecture-notes-2.pdf, p. 13, 8.1 Opening and closing: “" in text
    assert "[^1-1]" in text
    assert "[^2-1]" in text


async def test_print_shows_questions_answers_and_sources_only(
    service: httpx.Client, look: Open
) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, "What is a tuple?")
    await page.emulate_media(media="print")
    for shown in (".question", ".prose", ".source-card"):
        await expect(page.locator(shown).first).to_be_visible()
    for hidden in ("#side", "#composer", ".actions-row", ".how", ".question-tools"):
        await expect(page.locator(hidden).first).to_be_hidden()
