"""On a phone: a page fits and can be pinched, targets are large, low windows leave room to read."""

from __future__ import annotations

import httpx
import pytest
from playwright.async_api import Page

from tests.page.browser import assert_fits, box_of, expect
from tests.page.conftest import PHONE, Open
from tests.page.test_asking import ask

pytestmark = pytest.mark.asyncio(loop_scope="session")

SMALL = """(least) => [...document.querySelectorAll(
        "button, summary, select, input, textarea, label, a")]
    .filter((node) => node.checkVisibility({visibilityProperty: true}))
    .filter((node) => !node.matches(".skip, .unseen, :disabled") && !node.closest(".unseen"))
    .filter((node) => !(node.matches("a") && getComputedStyle(node).display === "inline"))
    .filter((node) => !node.matches("input[type=radio], input[type=checkbox]"))
    .map((node) => [node.outerHTML.slice(0, 90), node.getBoundingClientRect()])
    .filter(([, {width, height}]) => width && (width < least || height < least))
    .map(([html, {width, height}]) => `${Math.round(width)}x${Math.round(height)} ${html}`)"""
MAIN = ("#send", ".bar .icon", ".practice button", "#unscope", ".modes label", ".next button")


async def pinch(page: Page, before: int, after: int) -> None:
    """Two fingers that stand so far apart before and after, in pixels."""
    session = await page.context.new_cdp_session(page)
    for at, name in enumerate(["touchStart", *["touchMove"] * 8]):
        apart = before + (after - before) * at / 8
        fingers = [{"x": 195 + side * apart / 2, "y": 400, "id": side} for side in (-1, 1)]
        touch = {
            "type": name,
            "touchPoints": [finger | {"id": n} for n, finger in enumerate(fingers)],
        }
        await session.send("Input.dispatchTouchEvent", touch)
    await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def test_a_page_is_fitted_to_the_width_at_the_mark_and_can_be_pinched(
    service: httpx.Client, look: Open
) -> None:
    watched = await look(service.base_url, PHONE, is_mobile=True)
    page = await watched.page()
    await ask(page, "How do I open a file?")
    await page.locator(".source-card").first.tap()
    sheet, mark = page.locator(".sheet"), page.locator("#source rect").first
    await expect(mark).to_be_visible()
    await page.wait_for_function("() => document.querySelector('.sheet img').naturalWidth > 600")
    box, words = await box_of(sheet), await box_of(mark)
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]
    assert 0 < words["y"] < PHONE[1]
    await assert_fits(page)
    await pinch(page, 40, 200)
    await page.wait_for_function("() => visualViewport.scale > 1.5")
    await pinch(page, 300, 20)
    await page.wait_for_function("() => visualViewport.scale === 1")  # the gesture has ended
    larger = page.get_by_label("Larger")
    await larger.click()
    await expect(larger).to_have_attribute("aria-pressed", "true")
    assert (await box_of(sheet))["width"] > 1.8 * box["width"]
    words = await box_of(mark)
    assert 0 < words["x"] < PHONE[0]
    assert 0 < words["y"] < PHONE[1]


async def test_targets_are_large_enough_for_a_thumb(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url, PHONE)).page()
    await page.locator(".course", has_text="intro-python").tap()
    await ask(page, "What is a tuple?")
    await expect(page.locator(".next li").first).to_be_visible()
    assert await page.evaluate(SMALL, 24) == []
    await page.get_by_text("Quiz", exact=True).tap()
    await ask(page, "recursion")
    for name in MAIN:
        for target in await page.locator(name).all():
            box = await target.bounding_box()
            assert not box or min(box["width"], box["height"]) >= 44, (name, box)
    await page.locator(".bar .icon").first.tap()
    await expect(page.locator("#side li").first).to_be_visible()
    assert await page.evaluate(SMALL, 24) == []


@pytest.mark.parametrize("size", [(844, 390), (320, 256)])
async def test_a_low_window_leaves_room_to_read(
    service: httpx.Client, look: Open, size: tuple[int, int]
) -> None:
    page = await (await look(service.base_url, size)).page()
    await ask(page, "What is a tuple?")
    await page.locator(".turn .question").click()
    assert (await box_of(page.locator("#composer")))["height"] < 0.3 * size[1]
    await expect(page.locator("#modes")).to_be_hidden()
    await page.evaluate("scrollTo(0, 400)")
    bar = await page.locator(".bar").bounding_box()
    assert not bar or bar["y"] < 0
    await page.focus("#question")
    await expect(page.locator("#modes")).to_be_visible()
    await assert_fits(page)
