"""Missing parts and errors, and the weight of the page."""

from __future__ import annotations

import httpx
import pytest
from playwright.async_api import Route

from tests.page.browser import assert_accessible, assert_fits, expect
from tests.page.conftest import PHONE, Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

KILOBYTES = 170  # of a first visit, not compressed
ENTRIES = """[...performance.getEntriesByType("navigation"),
    ...performance.getEntriesByType("resource")].filter(({name}) => !name.includes("/api/"))"""
WEIGHT = f"{ENTRIES}.reduce((sum, {{encodedBodySize}}) => sum + encodedBodySize, 0)"
SCRIPTS = f"{ENTRIES}.filter(({{name}}) => name.endsWith('.js')).length"


async def test_a_server_that_is_gone_is_waited_for(service: httpx.Client, look: Open) -> None:
    watched = await look(service.base_url, PHONE)
    watched.allowed = ["net::ERR_FAILED"]
    page = await watched.page()
    await expect(page.locator(".example").first).to_be_visible()
    await page.route("**/*", lambda route: route.abort())
    await page.fill("#question", "What is a tuple?")
    await page.press("#question", "Enter")
    await expect(page.locator(".problem")).to_contain_text("The server is not responding.")
    await expect(page.locator("#offline")).to_be_visible()
    await assert_accessible(page)
    await expect(page.locator("#question")).to_have_value("What is a tuple?")
    await expect(page.get_by_role("button", name="Try again")).to_have_count(1)
    await page.get_by_label("Send it when the server responds again").check()
    await page.unroute("**/*")
    await expect(page.locator("#offline")).to_be_hidden()
    await expect(page.locator(".chip").first).to_be_visible()
    await expect(page.locator(".problem")).to_have_count(0)
    await expect(page.locator("#question")).to_have_value("")


async def test_a_question_that_is_not_to_be_sent_later_waits_in_its_box(
    service: httpx.Client, look: Open
) -> None:
    watched = await look(service.base_url)
    watched.allowed = ["net::ERR_FAILED"]
    page = await watched.page()
    await expect(page.locator(".example").first).to_be_visible()
    await page.route("**/*", lambda route: route.abort())
    await page.locator(".example").first.click()
    await expect(page.locator(".problem")).to_be_visible()
    await page.unroute("**/*")
    await expect(page.locator(".problem")).to_have_count(0)
    await expect(page.locator("#start")).to_be_visible()
    await expect(page.locator("#notice")).to_contain_text("has not been sent")
    await expect(page.locator("#question")).not_to_have_value("")


async def test_a_busy_server_says_when_to_come_back(service: httpx.Client, look: Open) -> None:
    watched = await look(service.base_url)
    watched.allowed = ["429"]
    page = await watched.page()
    await expect(page.locator(".example").first).to_be_visible()

    async def busy(route: Route) -> None:
        error = {"code": "too_busy", "message": "The queue is full.", "retry_after": 1}
        await route.fulfill(status=429, headers={"Retry-After": "1"}, json={"error": error})

    await page.route("**/api/chat*", busy)
    await page.locator(".example").first.click()
    again = page.locator(".again")
    await expect(again).to_have_text("Try again in 1 s")
    await expect(page.locator(".problem")).to_contain_text("The queue is full.")
    question = await page.locator(".question").inner_text()
    await expect(page.locator("#question")).to_have_value(question)
    await page.get_by_role("button", name="Edit", exact=True).click()
    await page.keyboard.type(" Briefly.")
    await page.unroute("**/api/chat*")
    await page.keyboard.press("Enter")
    await expect(page.locator(".actions-row")).to_be_visible()
    await expect(page.locator(".question")).to_have_text(f"{question} Briefly.")
    await expect(page.locator("#question")).to_have_value("")


async def test_an_empty_index_says_what_to_run(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url)).page("/static/icon.svg")
    status = {
        "status": "ok", "version": "0", "mode": "extractive", "model": None,
        "index": {"documents": 0, "chunks": 0},
    }  # fmt: skip

    async def empty(route: Route) -> None:
        if "text/html" in route.request.headers["accept"]:
            await route.continue_()
        else:
            await route.fulfill(json=status)

    base = str(service.base_url).rstrip("/")
    await page.route(f"{base}/", empty)
    await page.route("**/api/courses", lambda route: route.fulfill(json={"courses": []}))
    await page.goto(base + "/")
    await expect(page.locator("#start .panel")).to_contain_text("make ingest")
    await assert_accessible(page)


async def test_the_page_is_light_and_shows_something_before_its_scripts_run(
    service: httpx.Client, look: Open
) -> None:
    first = await (await look(service.base_url)).page()
    await expect(first.locator(".example").first).to_be_visible()
    assert await first.evaluate(WEIGHT) < KILOBYTES * 1_000
    assert await first.evaluate(SCRIPTS) > 20  # all of it was counted
    watched = await look(service.base_url, java_script_enabled=False)
    page = await watched.page()
    await expect(page.locator("#start h2")).to_be_visible()
    await assert_fits(page)
    reply = await watched.context.request.get(page.url, headers={"Accept": "text/html"})
    assert "unsafe" not in reply.headers["content-security-policy"]
