"""The Home tab."""

import pytest

from bot.job.job import JobState
from tests.adapters.slack.lobby import PICTURE, VIDEO, FakeBudgets, open_busy_lobby, open_lobby
from tests.servers.slack.faults import answer_error
from tests.servers.slack.methods import Method


async def test_says_how_to_begin_and_what_was_made() -> None:
    async with open_busy_lobby() as lobby:
        lobby.keep_job()
        lobby.slack.open_home(lobby.anna)
        await lobby.slack.until(lambda: lobby.slack.home(lobby.anna))

    home = lobby.slack.home(lobby.anna)
    assert home is not None
    assert "Animate image" in home.words
    assert "*Queued* · a ship" in home.words


async def test_shows_nothing_of_other_workspaces() -> None:
    async with open_busy_lobby() as lobby:
        lobby.keep_job(address=lobby.address().model_copy(update={"tenant": "T0OTHER"}))
        lobby.slack.open_home(lobby.anna)
        await lobby.slack.until(lambda: lobby.slack.home(lobby.anna))

    home = lobby.slack.home(lobby.anna)
    assert home is not None
    assert "a ship" not in home.words


async def test_says_what_is_left_to_spend() -> None:
    async with open_lobby() as lobby:
        lobby.extras["budget"] = FakeBudgets()
        async with lobby.run_bot():
            lobby.slack.open_home(lobby.anna)
            await lobby.slack.until(lambda: lobby.slack.home(lobby.anna))

    home = lobby.slack.home(lobby.anna)
    assert home is not None
    assert "60" in home.words
    assert "100 credits" in home.words


async def test_its_button_opens_a_form_for_direct_messages() -> None:
    async with open_busy_lobby() as lobby:
        lobby.slack.open_home(lobby.anna)
        await lobby.slack.until(lambda: lobby.slack.home(lobby.anna))
        home = lobby.slack.home(lobby.anna)
        assert home is not None
        clicked = lobby.slack.act_in_view(home, "home:animate")
        await lobby.slack.until(lambda: clicked.views)
        await lobby.slack.submit(clicked.views[0], {"first": [PICTURE], "prompt": "waves"}).over()
        await lobby.slack.until(lambda: lobby.jobs.commands)
        conversation = lobby.slack.add_direct_channel(lobby.anna)

    assert lobby.jobs.commands[0].address == lobby.address(channel=conversation)


async def test_a_kept_video_is_sent_and_the_answer_comes_by_direct_message() -> None:
    async with open_busy_lobby() as lobby:
        job = lobby.keep_job(state=JobState.DONE, video=VIDEO)
        lobby.slack.open_home(lobby.anna)
        await lobby.slack.until(lambda: lobby.slack.home(lobby.anna))
        home = lobby.slack.home(lobby.anna)
        assert home is not None
        lobby.slack.act_in_view(home, f"job:{job.id}:fetch")
        await lobby.slack.until(lambda: len(home.forms) > 1)

    assert len(lobby.videos.shared) == 1
    assert "by direct message" in lobby.slack.direct_messages(lobby.anna)[0].text


async def test_the_messages_beside_it_publish_nothing() -> None:
    async with open_busy_lobby() as lobby:
        lobby.slack.open_home(lobby.anna, tab="messages")
        await lobby.slack.settled()
        lobby.slack.open_home(lobby.anna)
        await lobby.slack.until(lambda: lobby.slack.home(lobby.anna))

    assert len(lobby.slack.calls_to(Method.VIEWS_PUBLISH)) == 1


async def test_a_tab_that_cannot_be_filled_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async with open_busy_lobby() as lobby:
        lobby.slack.fail_next(Method.VIEWS_PUBLISH, answer_error("user_not_found"))
        lobby.slack.open_home(lobby.anna)
        await lobby.slack.until(lambda: lobby.slack.calls_to(Method.VIEWS_PUBLISH))
        await lobby.desk.running.drain(within_seconds=60)

    assert "could not be filled: slack_user_not_found" in caplog.text
