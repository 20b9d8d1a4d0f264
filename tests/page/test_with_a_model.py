"""Answers of a language model as they are written: streamed, stopped, refreshed, lost and found."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page

from tests.page.browser import Watched, assert_accessible, assert_fits, copied_with, expect
from tests.page.conftest import PHONE, Modelled, Open
from tests.servers.fake_openai import Reply

pytestmark = pytest.mark.asyncio(loop_scope="session")

SignedIn = Callable[..., Awaitable[Watched]]
GRADES = Reply('{"relevant": [1, 2, 3, 4, 5, 6]}')
SENTENCE = "A tuple is an ordered, immutable sequence of values. "
RICH = (  # each part stands in the sample materials
    "A tuple is an ordered, **immutable** sequence of values [1].\n\n",
    "```python\ntuple([n ** 2 for n in range(4)])\n```\n\n",
    "| Question | List | Tuple |\n|---|---|---|\n"
    "| Can it change? | yes (mutable) | no (immutable) |\n\n",
    "- No append, no assignment to an index [1].",
)


async def begin(page: Page, question: str = "What is a tuple?") -> None:
    """Ask with the keyboard, once the answer before has ended: until then Enter asks to wait."""
    await expect(page.locator("#send")).to_be_visible()
    await page.fill("#question", question)
    await page.press("#question", "Enter")


async def test_a_key_is_asked_for_and_remembered(modelled: Modelled, look: Open) -> None:
    watched = await look(modelled.base_url)
    watched.allowed = ["401", "422"]
    page = await watched.page()
    await expect(page.get_by_label("Your access key")).to_be_visible()
    await assert_accessible(page)
    for wrong in ("no such key", "mk_wrong"):
        await page.get_by_label("Your access key").fill(wrong)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("key")
    await page.get_by_label("Your access key").fill(modelled.keys["student"])
    await page.keyboard.press("Enter")
    await expect(page.locator(".example").first).to_be_visible()
    await expect(page.locator("#who")).to_contain_text("a-student (student)")
    await expect(page.locator("#mode-name")).to_have_text("Language model: scripted")
    await page.click("#other-view")
    await expect(page.locator(".document").first).to_be_visible()
    await expect(page.locator(".upload")).to_be_hidden()
    await expect(page.get_by_text("Evaluation")).to_be_hidden()
    await page.reload()
    await page.get_by_text("Sign out").click()
    await expect(page.get_by_label("Your access key")).to_be_visible()


async def test_a_title_being_edited_stays_when_an_answer_ends(
    modelled: Modelled, as_student: SignedIn
) -> None:
    gate = asyncio.Event()
    modelled.fake.script += [GRADES, Reply(SENTENCE, gate)]
    page = await (await as_student()).page()
    await begin(page)
    await expect(page.locator("#stop")).to_be_visible()
    item = page.locator("#side li").first
    await expect(item.locator("a").first).to_have_attribute("aria-current", "page")
    await item.locator(".icon").click()
    await item.get_by_text("Rename", exact=True).click()
    await page.keyboard.type("Fin")
    async with page.expect_response("**/api/conversations?*"):  # the list is loaded again
        gate.set()
    await expect(page.locator(".actions-row")).to_be_visible()
    await page.keyboard.type("ches")
    await page.keyboard.press("Enter")
    title = page.locator("#side li > a").first
    await expect(title).to_have_text("Finches")
    await expect(title).to_be_focused()


@pytest.mark.parametrize("size", [PHONE, (1440, 900)])
async def test_an_answer_is_shown_as_it_is_written(
    modelled: Modelled, as_student: SignedIn, size: tuple[int, int]
) -> None:
    gates = [asyncio.Event() for _ in RICH]
    steps = [step for pair in zip(RICH, gates, strict=True) for step in pair]
    modelled.fake.script += [GRADES, Reply(*steps, cached_tokens=40)]
    page = await (await as_student(size)).page()
    await begin(page)
    first = page.locator(".prose .block").first
    await expect(first).to_contain_text("immutable")
    await expect(page.locator("#stop")).to_be_visible()
    await expect(page.locator(".stage")).to_contain_text("Writing the answer")
    await page.click(".how > summary")
    await expect(page.locator('.node.now[data-node="generate"]')).to_be_visible()
    await expect(page.locator(".steps .now")).to_contain_text("Writing the answer")
    await first.evaluate("node => { node.firstChild.firstChild.kept = true }")
    gates[0].set()
    await expect(page.locator(".code .c-nb").first).to_have_text("tuple")
    gates[1].set()
    await expect(page.locator(".prose td").last).to_have_text("no (immutable)")
    gates[2].set()
    gates[3].set()
    await expect(page.locator(".prose li")).to_contain_text("No append")
    await expect(page.locator(".chip").first).to_be_visible()
    await expect(page.locator(".actions-row")).to_contain_text("Written by scripted")
    assert await first.evaluate("node => node.firstChild.firstChild.kept")  # never drawn anew
    copied = await copied_with(page.locator(".code .copy"))
    assert copied == "tuple([n ** 2 for n in range(4)])\n"
    await expect(page.locator(".usage")).to_contain_text("of these cached40")
    await expect(page.locator('.node.taken[data-node="verify"]')).to_be_visible()
    await assert_fits(page)
    await assert_accessible(page)


async def test_a_quiz_and_a_hint_have_their_buttons(
    modelled: Modelled, as_student: SignedIn
) -> None:
    page = await (await as_student()).page()
    await begin(page, "quiz me on recursion")
    turn = page.locator(".turn").last
    await expect(turn).to_contain_text("What is recursion?")
    await expect(turn.locator(".actions-row")).not_to_contain_text("Written by scripted")
    await turn.get_by_role("button", name="Show answer").click()
    await expect(turn).to_contain_text("smaller problem")
    hint = Reply("The sum of all degrees is twice the number of edges [1].")
    modelled.fake.script += [GRADES, hint]
    await begin(page, "hint: 6 vertices, each has degree 3, how many edges?")
    await expect(turn).to_contain_text("twice the number of edges")
    await turn.get_by_role("button", name="Show solution").click()
    await expect(turn).to_contain_text("Answer: 9")


async def test_an_error_is_in_the_pages_language(modelled: Modelled, look: Open) -> None:
    watched = await look(modelled.base_url, locale="de-DE")
    watched.allowed = ["401"]
    page = await watched.page()
    await page.get_by_label("Dein Zugangsschlüssel").fill("mk_wrong")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text(
        "Dieser Zugangsschlüssel ist nicht bekannt."
    )


async def test_stop_really_stops(modelled: Modelled, as_student: SignedIn) -> None:
    modelled.fake.script += [GRADES, Reply(SENTENCE, "It goes on ", asyncio.Event())]
    page = await (await as_student()).page()
    await begin(page)
    await expect(page.locator(".prose")).to_contain_text("immutable sequence")
    await page.click("#stop")
    await expect(page.locator(".stopped")).to_be_visible()
    await asyncio.wait_for(modelled.fake.streams_become(0), 60)
    await expect(page.locator("#send")).to_be_visible()
    await page.reload()
    await expect(page.locator(".stopped")).to_be_visible()
    await expect(page.locator(".prose")).to_contain_text("immutable sequence")


async def test_a_refresh_goes_on_where_it_was_and_others_wait(
    modelled: Modelled, as_student: SignedIn
) -> None:
    gate = asyncio.Event()
    modelled.fake.script += [
        GRADES,
        Reply(SENTENCE, "No ", gate, "append, no assignment to an index."),
    ]
    watched = await as_student()
    page = await watched.page()
    await begin(page)
    await expect(page.locator(".prose")).to_contain_text("ordered")
    other = await watched.page()
    await begin(other)
    await expect(other.locator(".stage")).to_contain_text("1 question ahead of yours")
    await other.click("#stop")
    await page.reload()
    await expect(page.locator(".prose")).to_contain_text("ordered")
    await expect(page.locator("#stop")).to_be_visible()
    gate.set()
    await expect(page.locator(".prose")).to_contain_text("No append")
    await expect(page.locator(".chip")).to_have_count(2)


async def test_a_lost_connection_is_found_again(modelled: Modelled, as_student: SignedIn) -> None:
    gate = asyncio.Event()
    modelled.fake.script += [
        GRADES,
        Reply(SENTENCE, "No ", gate, "append, no assignment to an index."),
    ]
    watched = await as_student()
    watched.allowed = ["net::ERR"]
    page = await watched.page()
    await page.route("**/events?html=1", lambda route: route.abort())
    await begin(page)
    await expect(page.locator(".prose")).to_contain_text("ordered")
    session = await watched.context.new_cdp_session(page)
    cut = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", cut)
    await page.evaluate("window.stop()")  # what was open is cut, as when a network goes
    await expect(page.locator(".stage")).to_contain_text("Reconnecting")
    await expect(page.locator("#offline")).to_be_visible()
    await session.send("Network.emulateNetworkConditions", cut | {"offline": False})
    await page.unroute("**/events?html=1")
    gate.set()
    await expect(page.locator(".prose")).to_contain_text("No append")
    await expect(page.locator("#offline")).to_be_hidden()


async def test_hostile_words_of_a_model_do_nothing(
    modelled: Modelled, as_student: SignedIn
) -> None:
    answer = (
        "A tuple is <script>window.ran = 1</script> ordered [3]. <img src=x onerror='ran=1'>\n\n"
        "[a link](javascript:window.ran=1) [b](data:text/html,<script>ran=1</script>) "
        "![picture](https://example.org/spy.png) <a href='javascript:ran=1'>c</a>\n\n"
        + "tuple"
        * 2_000
        + "\n\n$\\href{javascript:ran=1}{x}$ $$\\text{<img src=x onerror=ran=1>}$$ "
        '\ufffd\u202e\u0000 &lt;script&gt; [3] \U000e0041\n\n```"><script>ran=1</script>\nx\n```\n'
        "| <b onclick=ran=1>x</b> |\n|---|\n| [3] |\n"
    )
    modelled.fake.script += [
        GRADES,
        Reply(*(answer[at : at + 400] for at in range(0, len(answer), 400))),
    ]
    page = await (await as_student(PHONE)).page()
    await begin(page, "What is a tuple? <img src=x onerror=ran=1> " + "W" * 3_000)
    await expect(page.locator(".actions-row, .problem")).to_be_visible()
    await page.reload()
    await expect(page.locator(".actions-row, .problem")).to_be_visible()
    assert await page.evaluate("window.ran") is None
    assert await page.locator(".turn :is(script, iframe)").count() == 0
    assert await page.locator(".turn img:not(.source-card img)").count() == 0
    bad = "[...document.querySelectorAll('.turn *')].flatMap(e => e.getAttributeNames()"
    bad += ".filter(n => n.startsWith('on') || /^(javascript|data):/.test(e.getAttribute(n))))"
    assert await page.evaluate(bad) == []
    await assert_fits(page)
