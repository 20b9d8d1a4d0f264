"""Teachers open a student's conversation only where the student lets them, and only to read."""

from __future__ import annotations

import pytest

from api.access.middleware import COOKIE
from tests.page.browser import assert_accessible, assert_fits, expect
from tests.page.conftest import WIDE, Modelled, Open
from tests.page.test_with_a_model import SignedIn, begin

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_student_decides_whether_teachers_open_conversations(
    modelled: Modelled, as_student: SignedIn, look: Open
) -> None:
    student = await (await as_student()).page()
    await begin(student, "quiz me on hash tables")
    await student.get_by_label("Bad answer").click()
    watched = await look(modelled.base_url, WIDE)
    watched.allowed = ["404"]
    key = {"name": COOKIE, "value": modelled.keys["teacher"], "url": modelled.base_url}
    await watched.context.add_cookies([key])  # type: ignore[list-item]
    teacher = await watched.page("/#gaps")
    gap = teacher.locator(".gaps li", has_text="quiz me on hash tables")
    await expect(gap).to_contain_text("The conversation is private")
    await student.get_by_label("Teachers may open my conversations").check()
    await expect(student.locator(".sharing")).to_contain_text("Teachers can open them")
    await assert_accessible(student)
    await teacher.reload()
    await gap.get_by_text("Open the conversation").click()
    await expect(teacher.locator(".read-only")).to_contain_text("A student’s conversation")
    await expect(teacher.locator(".question")).to_have_text("quiz me on hash tables")
    changing = ".actions-row, .practice, .question-tools button, .asking-on"
    await expect(teacher.locator(changing)).to_have_count(0)
    await assert_fits(teacher)
    await assert_accessible(teacher)
    await begin(teacher, "quiz me on recursion")
    await expect(teacher.locator(".question")).to_have_text("quiz me on recursion")
    await expect(teacher.locator(".read-only")).to_have_count(0)
    await expect(teacher.locator(".actions-row")).to_be_visible()
