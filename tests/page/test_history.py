"""Addresses: of conversations and open sources; Back and Forward; shared links."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest
from playwright.async_api import Page, Route

from api.access.middleware import COOKIE
from tests.page.browser import copied_with, expect
from tests.page.conftest import PHONE, WIDE, Modelled, Open
from tests.page.test_asking import ask

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("size", [PHONE, WIDE])
async def test_back_closes_the_source_then_returns_to_the_conversation_before(
    service: httpx.Client, look: Open, size: tuple[int, int]
) -> None:
    page = await (await look(service.base_url, size)).page()
    await ask(page, "What is a list?")
    first = page.url
    await page.locator("#new-small" if size == PHONE else "#new").click()
    await expect(page.locator("#start")).to_be_visible()
    await ask(page, "What is a tuple?")
    second = page.url
    assert second != first
    await page.locator(".source-card").first.click()
    await expect(page.locator("#source mark").first).to_be_visible()
    assert "s=" in page.url
    opened = page.url
    await page.go_back()
    await expect(page.locator("#source")).to_be_hidden()
    assert page.url == second
    await expect(page.locator(".question")).to_have_text("What is a tuple?")
    await page.go_back()
    await expect(page.locator(".question")).to_have_text("What is a list?")
    assert page.url == first
    await page.go_forward()
    await page.go_forward()
    await expect(page.locator("#source mark").first).to_be_visible()
    await page.reload()
    await expect(page.locator("#source mark").first).to_contain_text("A tuple is an ordered")
    assert page.url == opened
    await page.keyboard.press("Escape")
    await expect(page.locator("#source")).to_be_hidden()
    await expect(page).to_have_url(second)


async def frames(page: Page) -> None:
    """Frames, in which the page shows what it has loaded."""
    for _ in range(60):
        await page.evaluate("new Promise(requestAnimationFrame)")


async def test_two_steps_forward_end_at_the_source_while_the_conversation_is_loaded(
    service: httpx.Client, look: Open
) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, "What is a list?")
    await page.locator("#new").click()
    await ask(page, "What is a tuple?")
    await page.locator(".source-card").first.click()
    await expect(page.locator("#source mark").first).to_be_visible()
    opened = page.url
    await page.evaluate("history.go(-2)")
    await expect(page.locator(".question")).to_have_text("What is a list?")
    await expect(page.locator("#source")).to_be_hidden()
    loading: asyncio.Queue[Route] = asyncio.Queue()
    await page.route("**/api/conversations/*?html=1", loading.put, times=1)
    await page.evaluate("history.forward()")
    held = await loading.get()
    await page.evaluate("history.forward()")
    await expect(page).to_have_url(opened)
    await frames(page)
    await held.continue_()
    await frames(page)
    await expect(page.locator(".question")).to_have_text("What is a tuple?")
    await expect(page.locator("#source mark").first).to_be_visible()
    assert page.url == opened


async def test_a_source_has_a_link_of_its_own(service: httpx.Client, look: Open) -> None:
    watched = await look(service.base_url)
    page = await watched.page()
    await ask(page, "How do I open a file?")
    await page.locator(".chip").first.click()
    await expect(page.locator("#source rect").first).to_be_visible()
    address = await copied_with(page.locator("#source").get_by_text("Copy link"))
    assert re.search(r"/\?s=[0-9a-f]{16}:", address)
    other = await watched.page(address.removeprefix(watched.base_url))
    await expect(other.locator("#source rect")).to_have_count(4)
    await other.get_by_label("Next page").click()
    await expect(other.locator("#source .place")).to_contain_text("page 14 of 16")
    await other.reload()
    await expect(other.locator("#source .place")).to_contain_text("page 14 of 16")


async def test_a_shared_question_of_somebody_else_is_ready_to_be_asked(
    modelled: Modelled, look: Open
) -> None:
    watched = await look(modelled.base_url)
    watched.allowed = ["404"]
    key = {"name": COOKIE, "value": modelled.keys["teacher"], "url": modelled.base_url}
    await watched.context.add_cookies([key])  # type: ignore[list-item]
    page = await watched.page("/?c=nobody&q=What+is+a+tuple%3F")
    await expect(page.locator(".problem")).to_contain_text("Its question is in the box below")
    await expect(page.locator("#question")).to_have_value("What is a tuple?")
    await expect(page.locator(".turn")).to_have_count(0)
