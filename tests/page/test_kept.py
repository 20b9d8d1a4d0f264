"""Nothing typed is lost: drafts, stopped questions, and what a running answer shows meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.page.browser import Watched, expect
from tests.page.conftest import Modelled, Open
from tests.page.test_asking import ask
from tests.page.test_with_a_model import GRADES, begin
from tests.servers.fake_openai import Reply

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_drafts_survive_a_reload_each_in_its_conversation(
    service: httpx.Client, look: Open
) -> None:
    page = await (await look(service.base_url)).page()
    await page.fill("#question", "A question that is not sent yet")
    await page.reload()
    await expect(page.locator("#question")).to_have_value("A question that is not sent yet")
    await page.fill("#question", "")
    await ask(page, "What is a tuple?")
    await page.fill("#question", "And a half-written one here")
    await page.locator("#new").click()
    await expect(page.locator("#question")).to_have_value("")
    await page.fill("#question", "Another one there")
    await page.go_back()
    await expect(page.locator("#question")).to_have_value("And a half-written one here")
    await page.reload()
    await expect(page.locator(".turn")).to_have_count(1)
    await expect(page.locator("#question")).to_have_value("And a half-written one here")
    await page.locator("#new").click()
    await expect(page.locator("#question")).to_have_value("Another one there")


async def test_a_stopped_question_comes_back_and_its_chips_stay_alive(
    modelled: Modelled, as_student: Callable[..., Awaitable[Watched]]
) -> None:
    writes = Reply("A tuple is an ordered, immutable sequence of values [3]. It ", asyncio.Event())
    modelled.fake.script += [GRADES, writes]
    page = await (await as_student()).page()
    await begin(page)
    await expect(page.locator(".chip")).to_have_count(1)
    await expect(page.locator("#side [aria-current]")).to_have_text("What is a tuple?")  # running
    await page.click("#stop")
    await expect(page.locator(".stopped")).to_be_visible()
    await asyncio.wait_for(modelled.fake.streams_become(0), 60)
    await expect(page.locator("#question")).to_have_value("What is a tuple?")
    await expect(page.get_by_role("button", name="Try again")).to_have_count(1)
    await expect(page.get_by_role("button", name="Ask again")).to_have_count(0)
    for _ in range(2):
        await page.locator("button.chip").first.click()
        await expect(page.locator("#source mark").first).to_contain_text("tuple")
        await page.keyboard.press("Escape")
        await page.wait_for_url(lambda url: "s=" not in url)  # its step back is done
        await page.reload()
    modelled.fake.script += [GRADES, Reply("It is immutable [3].")]
    await page.get_by_role("button", name="Edit", exact=True).click()
    await page.keyboard.press("End")
    await page.keyboard.type(" Briefly, please.")
    await page.keyboard.press("Enter")
    await expect(page.locator(".question")).to_have_text("What is a tuple? Briefly, please.")
    await expect(page.locator(".turn")).to_have_count(1)
    await expect(page.locator(".branches")).to_contain_text("2 / 2")
