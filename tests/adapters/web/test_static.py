"""The page's scripts in a real browser, with fakes behind the server."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, FilePayload, Page, async_playwright, expect

from bot.job.card import Action, Button, Tone
from bot.job.job import JobState, Requester
from tests.adapters.web.builders import CARD, FAILURE, GENERAL, RESULT, build_job, build_message
from tests.adapters.web.conftest import WebHouse

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
DONE = replace(CARD, state=JobState.DONE, tone=Tone.GOOD, headline="Done in 12 s", percent=None, buttons=())

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(_CHROMIUM is None, reason="needs Chromium on the PATH; .ci/run installs it"),
]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=60_000)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, server: TestServer) -> Page:
    return await _enter(browser, server, name="Mika")


async def _enter(browser: Browser, server: TestServer, *, name: str) -> Page:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(str(server.make_url("/")))
    await page.get_by_test_id("dialog-text").fill(name)
    await page.get_by_test_id("dialog-save").click()
    await expect(page.get_by_test_id("me")).to_contain_text(name)
    return page


async def test_a_card_changes_in_place_and_collapses_at_the_end(house: WebHouse, page: Page) -> None:
    message_id = await house.platform.show_card(GENERAL, CARD, message_id=None)
    await expect(page.get_by_role("progressbar")).to_have_attribute("value", "40")
    await page.get_by_test_id("button-cancel").focus()
    await house.platform.show_card(
        GENERAL, replace(CARD, headline="Rendering, 80 %", percent=80), message_id=message_id
    )
    await expect(page.get_by_test_id("card-state")).to_have_text("Rendering, 80 %")
    await expect(page.get_by_test_id("button-cancel")).to_be_focused()
    await house.platform.show_card(GENERAL, DONE, message_id=message_id)

    await expect(page.get_by_test_id("card-state")).to_have_text("Done in 12 s")
    await expect(page.get_by_text("The sun sets <b>")).to_be_hidden()
    await expect(page.get_by_test_id("card")).to_have_count(1)


async def test_what_people_write_stays_text(house: WebHouse, page: Page) -> None:
    hostile = "<img src=x onerror=alert(1)> @everyone `code` 🌄 שלום"

    await house.conversations.post(build_message(hostile))

    await expect(page.get_by_test_id("message-text")).to_contain_text(hostile)
    assert await page.locator("#timeline img").count() == 0


async def test_a_refusal_is_seen_by_nobody_else(
    house: WebHouse, browser: Browser, page: Page, server: TestServer
) -> None:
    house.jobs.keep(build_job())
    await house.platform.show_card(GENERAL, CARD, message_id=None)
    other = await _enter(browser, server, name="Ben")

    await page.get_by_test_id("button-cancel").click()

    await expect(page.get_by_test_id("whisper")).to_contain_text("Only Ana can cancel this one.")
    await expect(other.get_by_test_id("whisper")).to_have_count(0)


async def test_a_deleted_video_vanishes(house: WebHouse, page: Page) -> None:
    message_id = await house.platform.post_result(GENERAL, RESULT)
    await expect(page.get_by_test_id("result-video")).to_have_attribute("aria-label", "The sun sets")

    await house.platform.delete_post(GENERAL, message_id)

    await expect(page.get_by_test_id("result-video")).to_have_count(0)


async def test_a_mention_elsewhere_is_counted(house: WebHouse, page: Page) -> None:
    await page.get_by_test_id("channel-storyboards").click()

    await house.conversations.post(build_message("look at this, @mika"))

    await expect(page).to_have_title("(1) Flipbook")
    await page.get_by_test_id("channel-general").click()
    await expect(page).to_have_title("Flipbook")


async def test_a_failure_that_comes_while_somebody_is_elsewhere_is_counted(house: WebHouse, page: Page) -> None:
    state = await (await page.request.get(f"{page.url.partition('#')[0]}api/state")).json()
    requester = Requester(platform="web", id=state["me"]["id"], name="Mika")
    await page.get_by_test_id("channel-storyboards").click()

    await house.platform.post_failure(GENERAL, replace(FAILURE, requester=requester))

    await expect(page).to_have_title("(1) Flipbook")
    await page.get_by_test_id("channel-general").click()
    await expect(page.get_by_test_id("message-notice")).to_contain_text(f"@Mika {FAILURE.words}")


async def test_the_page_finds_back_after_a_restart(house: WebHouse, browser: Browser) -> None:
    server = house.build_server()
    async with server:
        page, port = await _enter(browser, server, name="Mika"), server.port or 0
    await expect(page.get_by_test_id("connection")).to_contain_text("Reconnecting")
    await house.conversations.post(build_message("while you were away"))
    house.restart()

    async with house.build_server(port=port):
        await expect(page.get_by_test_id("message-text")).to_contain_text("while you were away")
        await expect(page.get_by_test_id("connection")).to_be_hidden()


async def test_editing_opens_the_form_as_it_was(house: WebHouse, page: Page) -> None:
    house.jobs.keep(build_job())
    button = Button(action=Action.EDIT, label="Edit prompt")
    await house.platform.post_result(GENERAL, replace(RESULT, buttons=(button,)))

    await page.get_by_test_id("button-edit").click()

    await expect(page.get_by_test_id("option-prompt")).to_have_value("The sun sets")
    await expect(page.get_by_test_id("option-duration")).to_have_value("10")
    await expect(page.get_by_test_id("shot-words").nth(1)).to_have_value("rain")
    await expect(page.get_by_test_id("option-sound")).to_be_checked()


async def test_two_clicks_on_animate_are_one_job(house: WebHouse, page: Page) -> None:
    await page.get_by_test_id("open-animate").click()
    picture: FilePayload = {"name": "day.png", "mimeType": "image/png", "buffer": b"picture"}
    await page.get_by_test_id("first-drop").set_input_files(picture)
    await page.get_by_test_id("option-prompt").fill("The sun sets")

    await page.get_by_test_id("submit").dblclick()

    await expect(page.get_by_test_id("animate-form")).to_be_hidden()
    assert len(house.jobs.commands) == 1
