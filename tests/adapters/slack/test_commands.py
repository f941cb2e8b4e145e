"""What people type after a slash."""

import pytest

from bot.errors import RequestRefused
from tests.adapters.slack.lobby import Lobby, open_busy_lobby
from tests.servers.slack.deliveries import Delivery
from tests.servers.slack.faults import answer_error
from tests.servers.slack.methods import Method


async def type_command(lobby: Lobby, command: str, words: str = "") -> Delivery:
    """Let Anna type a command and wait until the bot heard it."""
    typed = lobby.slack.slash(command, words, person=lobby.anna, channel=lobby.channel)
    await typed.over()
    return typed


async def test_animate_opens_the_form_with_the_prompt_in_it() -> None:
    async with open_busy_lobby() as lobby:
        typed = await type_command(lobby, "/animate", "waves & <wind>")
        await lobby.slack.until(lambda: typed.views)

    (prompt,) = [one for one in typed.views[0].elements if one["action_id"] == "field:prompt"]
    assert prompt["initial_value"] == "waves & <wind>"


async def test_animate_help_explains_instead() -> None:
    async with open_busy_lobby() as lobby:
        typed = await type_command(lobby, "/animate", " Help ")
        await lobby.slack.until(lambda: typed.replies)

    assert typed.replies[0].text == lobby.jobs.help_text()
    assert typed.replies[0].viewer is lobby.anna
    assert typed.views == []


async def test_jobs_lists_the_latest_with_their_videos() -> None:
    async with open_busy_lobby() as lobby:
        lobby.keep_job()
        typed = await type_command(lobby, "/jobs")
        await lobby.slack.until(lambda: typed.replies)

    assert "*Queued* · a ship" in typed.replies[0].words


async def test_jobs_says_that_there_are_none() -> None:
    async with open_busy_lobby() as lobby:
        typed = await type_command(lobby, "/jobs")
        await lobby.slack.until(lambda: typed.replies)

    assert "no videos yet" in typed.replies[0].text


async def test_notify_passes_channels_on_by_their_ids() -> None:
    async with open_busy_lobby() as lobby:
        typed = await type_command(lobby, "/notify", f"mine <#{lobby.channel.id}|design>")
        await lobby.slack.until(lambda: typed.replies)

    assert lobby.jobs.notify_words == [(f"mine #{lobby.channel.id}", lobby.address())]
    assert typed.replies[0].text == "Done, Anna."


async def test_a_refusal_is_private() -> None:
    async with open_busy_lobby() as lobby:
        lobby.jobs.fault = RequestRefused("There is no rule `x`.")
        typed = await type_command(lobby, "/notify", "remove x")
        await lobby.slack.until(lambda: typed.replies)

    assert typed.replies[0].text == "There is no rule `x`."
    assert typed.replies[0].viewer is lobby.anna


async def test_what_nobody_foresaw_is_told_with_a_reference(caplog: pytest.LogCaptureFixture) -> None:
    async with open_busy_lobby() as lobby:
        lobby.jobs.fault = ArithmeticError("secret details")
        typed = await type_command(lobby, "/notify")
        await lobby.slack.until(lambda: typed.replies)

    assert "Something broke on our side" in typed.replies[0].text
    assert "secret" not in typed.replies[0].text
    assert "could not be dealt with" in caplog.text


@pytest.mark.parametrize("error", ["expired_trigger_id", "trigger_expired"])
async def test_a_form_that_comes_too_late_is_excused(error: str) -> None:
    async with open_busy_lobby() as lobby:
        lobby.slack.fail_next(Method.VIEWS_OPEN, answer_error(error))
        typed = await type_command(lobby, "/animate")
        await lobby.slack.until(lambda: typed.replies)

    assert "longer than Slack allows" in typed.replies[0].text


async def test_a_form_that_is_open_already_is_not_mentioned() -> None:
    async with open_busy_lobby() as lobby:
        lobby.slack.fail_next(Method.VIEWS_OPEN, answer_error("exchanged_trigger_id"))
        first = await type_command(lobby, "/animate")
        second = await type_command(lobby, "/jobs")
        await lobby.slack.until(lambda: second.replies)

    assert first.replies == []


async def test_a_bot_that_is_leaving_says_so() -> None:
    async with open_busy_lobby() as lobby:
        await lobby.desk.running.drain(within_seconds=1)
        typed = await type_command(lobby, "/animate")
        await lobby.slack.until(lambda: typed.replies)

    assert "being restarted" in typed.replies[0].text
