"""Asking on from an answer, and the greeting that shows what there is."""

from __future__ import annotations

import httpx
import pytest

from tests.page.browser import assert_accessible, expect
from tests.page.conftest import PHONE, Open
from tests.page.test_asking import ask

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_answer_offers_what_to_ask_next(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, "What is a tuple?")
    offers = page.locator(".next button")
    await expect(offers.nth(1)).to_be_visible()
    text = await offers.first.inner_text()
    await page.reload()  # a stored answer offers the same
    await expect(offers.first).to_have_text(text)
    await assert_accessible(page)
    await offers.first.click()
    await expect(page.locator(".question").last).to_have_text(text)
    await expect(page.locator(".turn").last.locator(".chip, .refusal").first).to_be_visible()
    await expect(page.locator(".asking-on")).to_have_count(1)  # of the last answer only


async def test_more_of_an_answer_is_a_button(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url)).page()
    await ask(page, "What is a list?")
    await page.get_by_role("button", name="Give an example").click()
    await expect(page.locator(".turn")).to_have_count(2)
    await expect(page.locator(".turn").last.locator(".actions-row")).to_be_visible()
    await ask(page, "What is recursion?")
    await page.get_by_role("button", name="Quiz me on this").click()
    last = page.locator(".turn").last
    await expect(last.locator(".mode-label")).to_have_text("Quiz")
    await expect(last).to_contain_text("recursion")


async def test_a_quiz_is_a_mode_with_an_own_answer_and_folded_sources(
    service: httpx.Client, look: Open
) -> None:
    page = await (await look(service.base_url, PHONE)).page()
    await page.get_by_text("Quiz", exact=True).click()
    await ask(page, "recursion")
    turn = page.locator(".turn").last
    await expect(turn.locator(".mode-label")).to_have_text("Quiz")
    await expect(turn.locator(".source-card")).to_be_hidden()
    await assert_accessible(page)
    await turn.get_by_label("Your answer").fill("a function that calls itself")
    await page.keyboard.press("Enter")
    await expect(page.locator(".turn")).to_have_count(2)
    last = page.locator(".turn").last
    await expect(last).to_contain_text("key words")
    await expect(last.locator(".source-card").first).to_be_visible()  # revealed
    await expect(last.get_by_label("Your answer")).to_have_count(0)
    await last.get_by_role("button", name="Next question").click()
    await expect(page.locator(".turn")).to_have_count(3)
    await expect(page.locator(".turn").last.get_by_label("Your answer")).to_be_visible()


async def test_a_quiz_on_anything_needs_no_words(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url)).page()
    await page.get_by_text("Quiz", exact=True).click()
    await page.locator("#send").click()
    await expect(page.get_by_label("Your answer")).to_be_visible()


async def test_the_greeting_shows_the_courses(service: httpx.Client, look: Open) -> None:
    page = await (await look(service.base_url)).page()
    course = page.locator(".course", has_text="data-structures")
    await expect(course).to_contain_text("4 documents")
    await course.click()
    await expect(page.locator(".course[aria-pressed=true]")).to_contain_text("data-structures")
    await expect(page.locator("#course")).to_have_value("data-structures")
