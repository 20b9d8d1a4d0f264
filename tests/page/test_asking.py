"""Ask, trust, converse: with quotes only, on a phone and on a wide screen."""

from __future__ import annotations

import httpx
import pytest
from playwright.async_api import Page

from tests.page.browser import assert_accessible, assert_fits, copied_with, expect
from tests.page.conftest import PHONE, WIDE, Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "How do I open a file?"


async def ask(page: Page, question: str) -> None:
    """Ask with the keyboard once no answer is running, and wait for the answer."""
    await expect(page.locator("#send")).to_be_visible()
    turns = await page.locator(".turn").count()
    await page.fill("#question", question)
    await page.press("#question", "Enter")
    await expect(page.locator(".turn")).to_have_count(turns + 1)
    await expect(page.locator(".turn").last.locator(".actions-row")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, WIDE])
async def test_an_answer_leads_to_its_words_in_the_original(
    service: httpx.Client, look: Open, size: tuple[int, int]
) -> None:
    page = await (await look(service.base_url, size)).page()
    await expect(page.locator(".example").first).to_be_visible()
    await expect(page.locator("#question")).to_be_focused()
    await expect(page.locator("#mode-name")).to_have_text("Quotes only, no language model")
    await expect(page.locator("#start code").last).to_be_visible()
    if size == PHONE:
        await assert_accessible(page)
    await ask(page, QUESTION)
    chip = page.locator(".chip").first
    if size == PHONE:
        await chip.tap()
        await expect(page.locator(".card q")).to_contain_text("takes the name of a file")
        await page.get_by_text("Show in the original").tap()
    else:
        await chip.hover()
        await expect(page.locator(".card")).to_contain_text("lecture-notes-2.pdf · p. 13")
        await page.keyboard.press("Escape")
        await chip.focus()  # the keyboard alone does it as well
        await page.keyboard.press("Enter")
    await expect(page.locator("#source .place")).to_contain_text("page 13 of 16")
    await expect(page.locator("#source rect")).to_have_count(4)  # the lines of the quote
    await page.wait_for_function("() => document.querySelector('.sheet img').naturalWidth > 600")
    shown = "document.querySelector('#source rect').getBoundingClientRect()"
    await page.wait_for_function(f"() => 0 < {shown}.top && {shown}.top < {size[1]}")
    await assert_fits(page)
    if size == WIDE:
        await assert_accessible(page)
    await page.get_by_label("Next page").click()
    await expect(page.locator("#source .place")).to_contain_text("page 14 of 16")
    await page.keyboard.press("Escape")
    await expect(page.locator("#source")).to_be_hidden()

    await ask(page, "And how do I close it?")
    await expect(page.locator(".turn").last).to_contain_text("close")
    await ask(page, "Who won the 1998 World Cup?")
    refusal = page.locator(".refusal")
    await expect(refusal.locator("h3")).to_have_text("The course materials don’t cover this.")
    await expect(page.locator(".turn").last.locator(".sources")).to_have_count(0)

    how = page.locator(".turn").last.locator(".how")
    await how.locator("> summary").click()
    for node in ("retrieve", "refuse", "__end__"):
        await expect(how.locator(f'.node.taken[data-node="{node}"]')).to_be_visible()
    await expect(how.locator('.node.taken[data-node="generate"]')).to_have_count(0)
    await expect(how.locator('.edge.taken[data-target="refuse"]').first).to_be_attached()
    await expect(how.locator(".steps")).to_contain_text("Searched the materials")
    await expect(how.locator(".considered li").first).to_contain_text("Not relevant")
    await assert_fits(page)
    await assert_accessible(page)


async def test_other_formats_show_their_section_with_the_words_marked(
    service: httpx.Client, look: Open
) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, "What is a tuple?")
    await page.click(".chip")
    await expect(page.locator("#source .place")).to_contain_text("slide 11")
    await page.keyboard.press("Escape")
    await page.mouse.move(0, 0)  # off the chip, whose card would lie over the title
    await page.click(".source-title")
    marks = page.locator("#source mark")
    await expect(marks.first).to_contain_text("A tuple is an ordered, immutable sequence")
    await expect(marks.nth(4)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".source-card").first).to_be_focused()
    await page.wait_for_url(lambda url: "s=" not in url)  # its step back is done

    await page.reload()  # what was stored shows all of it again
    await page.click(".how > summary")
    await expect(page.locator(".considered li")).to_have_count(8)
    await expect(page.locator(".statements li").first).to_contain_text("100 %")
    await page.click(".source-title")
    await expect(page.locator("#source mark").first).to_be_visible()


async def test_questions_are_edited_asked_again_and_their_versions_switched(
    service: httpx.Client, look: Open
) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, "What is a list?")
    await ask(page, "How do I add to it?")
    second = page.locator(".turn").nth(1)
    await second.get_by_label("Edit this question").click()
    await page.get_by_label("Rephrased question").fill("How do I sort it?")
    await page.keyboard.press("Enter")
    await expect(second.locator(".question")).to_have_text("How do I sort it?")
    await expect(second.locator(".branches")).to_contain_text("2 / 2")
    await second.get_by_label("Earlier version").click()
    await expect(second.locator(".question")).to_have_text("How do I add to it?")
    await expect(second.locator(".branches")).to_contain_text("1 / 2")
    await page.reload()
    await expect(second.locator(".branches")).to_contain_text("1 / 2")
    await second.get_by_text("Ask again").click()
    await expect(second.locator(".branches")).to_contain_text("3 / 3")
    await expect(second.locator(".question")).to_have_text("How do I add to it?")
    await expect(page.locator(".turn")).to_have_count(2)

    await second.get_by_label("Bad answer").click()
    await second.get_by_label("Comment").fill("Too short.")
    await second.get_by_text("Send", exact=True).click()
    await expect(second.get_by_text("Thank you. Your teachers can read it.")).to_be_visible()
    await page.reload()
    await expect(second.get_by_label("Bad answer")).to_have_attribute("aria-pressed", "true")
    copy = second.locator(".actions-row").get_by_text("Copy", exact=True)
    assert "append" in await copied_with(copy)


@pytest.mark.parametrize("size", [PHONE, WIDE])
async def test_conversations_are_found_renamed_exported_and_deleted(
    service: httpx.Client, look: Open, size: tuple[int, int]
) -> None:
    page = await (await look(service.base_url, size)).page()
    word = f"zebrafinch{size[0]}"
    await ask(page, f"What is a {word}?")
    menu = page.locator(".bar").get_by_label("Conversations")
    if size == PHONE:
        await menu.click()
    side = page.locator("#side")
    await side.get_by_label("Search conversations").fill(word)
    await expect(side.locator("li")).to_have_count(1)
    await side.locator("li .icon").click()
    await page.get_by_text("Rename", exact=True).click()
    await page.keyboard.type("Finches")
    await page.keyboard.press("Enter")
    await expect(side.locator("li > a")).to_have_text("Finches")
    await side.locator("li .icon").click()
    async with page.expect_download() as download:
        await page.get_by_text("Export as Markdown").click()
    exported = await (await download.value).path()
    assert word in exported.read_text()
    await assert_fits(page)
    await assert_accessible(page)
    await side.locator("li .icon").click()
    await page.locator(".menu-item", has_text="Delete").click()
    await page.locator(".confirm .danger").click()
    await expect(side.locator("li")).to_have_count(0)
    await expect(page.locator("#start")).to_be_visible()
    assert "?c=" not in page.url
