"""Where a question is searched is visible, and changes only when the reader changes it."""

from __future__ import annotations

import httpx
import pytest

from tests.page.browser import assert_accessible, assert_fits, expect
from tests.page.conftest import PHONE, Open
from tests.page.test_asking import ask

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_example_does_not_narrow_the_course(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url)).page()
    await page.locator(".example").first.click()
    await expect(page.locator(".actions-row")).to_be_visible()
    await expect(page.locator("#course")).to_have_value("")
    await expect(page.locator(".searched")).to_have_count(0)


async def test_a_refusal_names_its_course_and_searches_all_on_a_click(
    service: httpx.Client, look: Open
) -> None:
    page = await (await look(service.base_url, PHONE)).page()
    await page.locator(".course", has_text="intro-python").click()
    await expect(page.locator(".scope")).to_have_class("scope narrowed")
    await ask(page, "What is a linked list?")
    await page.reload()  # a stored refusal names it as well
    searched = page.locator(".turn .searched")
    await expect(searched).to_contain_text("Searched in intro-python only")
    await assert_fits(page)
    await assert_accessible(page)
    await searched.get_by_role("button", name="Search all courses").click()
    await expect(page.locator(".turn")).to_have_count(2)
    await expect(page.locator(".turn").last).to_contain_text("chain of nodes")
    await expect(page.locator(".turn").last.locator(".searched")).to_have_count(0)
    await expect(page.locator("#course")).to_have_value("")


async def test_the_chip_in_the_composer_is_removed_with_a_click(
    service: httpx.Client, look: Open
) -> None:
    page = await (await look(service.base_url)).page()
    await page.select_option("#course", "data-structures")
    await expect(page.locator(".course[aria-pressed=true]")).to_contain_text("data-structures")
    await page.locator("#unscope").click()
    await expect(page.locator("#course")).to_have_value("")
    await expect(page.locator("#unscope")).to_be_hidden()
    await expect(page.locator("#course")).to_be_focused()
