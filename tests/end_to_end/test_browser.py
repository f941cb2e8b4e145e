"""The whole story in a real browser: a newcomer opens the page, animates two pictures and watches the video.

Screenshots of each stage are kept in `artifacts/`, where CI and the README's pictures come from.
"""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.end_to_end.bot_process import ROOT, running_bot
from tests.end_to_end.pictures import write_landscape

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_ARTIFACTS = ROOT / "artifacts"
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)
_JOB_MILLISECONDS = 300_000
#: For whatever else is to be seen.
_MOMENT_MILLISECONDS = 60_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(_CHROMIUM is None, reason="needs Chromium on the PATH; .ci/run installs it"),
]


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """Lend a page of a fresh bot, and fail when anything was written to its console as an error."""
    complaints: list[str] = []
    expect.set_options(timeout=_MOMENT_MILLISECONDS)
    async with running_bot(tmp_path / "data") as (_, address), async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        one = await browser.new_page(viewport={"width": 1200, "height": 860})
        one.on("pageerror", lambda error: complaints.append(str(error)))
        await one.goto(address)
        yield one
        await browser.close()
    assert complaints == []


async def test_a_newcomer_animates_two_pictures_and_sees_the_video(page: Page, tmp_path: Path) -> None:
    await _introduce(page, "Ana")
    await _open_form(page)
    await _fill_form(page, tmp_path)
    await _keep(page, "form")
    await page.get_by_test_id("submit").click()
    await expect(page.get_by_test_id("card-state").first).to_contain_text("Rendering, ", timeout=_JOB_MILLISECONDS)
    await _keep(page, "card")
    video = page.get_by_test_id("result-video")
    await expect(video).to_be_visible(timeout=_JOB_MILLISECONDS)
    await expect(page.get_by_test_id("card-state").first).to_contain_text("Done")
    await _play(page)
    await _keep(page, "result")
    await page.reload()

    shown = page.get_by_test_id("result-video")
    await expect(shown).to_have_attribute("aria-label", "Video: The sun sets over the hills")
    await expect(page.get_by_test_id("card-state").first).to_contain_text("Done")
    await expect(page.get_by_test_id("me")).to_contain_text("Ana")


async def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(page: Page, tmp_path: Path) -> None:
    await _introduce(page, "Ana")
    await _open_form(page)
    disguised = tmp_path / "holiday.png"
    disguised.write_bytes(b"%PDF-1.7\n" + b"x" * 2000)
    await page.get_by_test_id("option-prompt").fill("The sun sets")
    await page.get_by_test_id("first-drop").set_input_files(disguised)
    await page.get_by_test_id("submit").click()

    await expect(page.get_by_test_id("error-first")).to_contain_text("PDF")
    await expect(page.get_by_test_id("option-prompt")).to_have_value("The sun sets")
    await expect(page.get_by_test_id("card")).to_have_count(0)


async def test_the_page_fits_a_phone_and_the_dark(page: Page) -> None:
    await _introduce(page, "Ana")
    await page.set_viewport_size({"width": 390, "height": 780})
    await page.emulate_media(color_scheme="dark")
    await _open_form(page)
    width = await page.evaluate("document.documentElement.scrollWidth")
    await _keep(page, "phone")

    assert width <= 390


async def _introduce(page: Page, name: str) -> None:
    await page.get_by_test_id("dialog-text").fill(name)
    await page.get_by_test_id("dialog-save").click()


async def _open_form(page: Page) -> None:
    composer = page.get_by_test_id("composer-text")
    await composer.click()
    await composer.press_sequentially("/anim")
    await expect(page.get_by_test_id("command-animate")).to_be_visible()
    await composer.press("Enter")
    await expect(page.get_by_test_id("animate-form")).to_be_visible()


async def _fill_form(page: Page, folder: Path) -> None:
    day, night = write_landscape(folder / "day.png"), write_landscape(folder / "night.png", night=True)
    await page.get_by_test_id("first-drop").set_input_files(day)
    await page.get_by_test_id("last-drop").set_input_files(night)
    await page.get_by_test_id("option-prompt").fill("The sun sets over the hills")


async def _play(page: Page) -> None:
    """Play the video and wait until a later frame is on the screen."""
    await page.get_by_test_id("result-video").evaluate("video => { video.muted = true; return video.play(); }")
    await page.wait_for_function(
        "() => { const video = document.querySelector('[data-testid=result-video]');"
        " return video.currentTime > 1 && video.videoWidth === 1280; }",
        timeout=_MOMENT_MILLISECONDS,
    )


async def _keep(page: Page, name: str) -> None:
    # Playwright makes the folder.
    await page.screenshot(path=_ARTIFACTS / f"{name}.png")
