"""Many jobs that run while Slack's socket breaks down: the real bot, a local Slack, and a service that waits."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.slack.app import open_slack
from bot.application.core import open_core
from bot.application.foundations import open_foundations
from bot.application.slack_side import build_slack_parts, open_slack_side
from bot.settings import Settings
from tests.end_to_end.pictures import write_landscape
from tests.end_to_end.test_discord_gateway import HeldService
from tests.servers.slack.client_library import install_into_bot
from tests.servers.slack.records import Channel, Person, Upload, Workspace
from tests.servers.slack.server import LocalSlack, local_slack
from tests.servers.slack.sockets import Farewell

JOBS = 50
_PATIENCE_SECONDS = 300


@asynccontextmanager
async def run_bot_in(
    slack: LocalSlack, workspace: Workspace, folder: Path, service: HeldService
) -> AsyncIterator[None]:
    """Let the bot live, with the local Slack and the held service in the places of the real ones."""
    room = dict.fromkeys(("most_running", "most_running_per_person", "most_unfinished_per_person"), JOBS + 1)
    tokens = {"slack_bot_token": workspace.bot_token, "slack_app_token": slack.app.app_token}
    settings = Settings.model_validate({"data_folder": folder, "api_key": SecretStr("sk-unused"), **tokens, **room})
    with install_into_bot(origin=slack.origin, files_origin=slack.files_origin):
        async with open_foundations(settings) as opened:
            foundations = replace(opened, service=service)
            async with open_slack_side(foundations) as side:
                assert side is not None
                async with (
                    open_core(foundations, platforms=[side.platform]) as core,
                    open_slack(build_slack_parts(side, foundations, core)),
                ):
                    await slack.ready()
                    yield


def order(slack: LocalSlack, anna: Person, channel: Channel, *, content: bytes) -> None:
    """Ask for a video."""
    assert anna.workspace.bot is not None
    picture = Upload(filename="day.png", content=content)
    slack.say(channel, anna, f"{anna.workspace.bot.mention} waves", files=[picture])


async def cut_line(slack: LocalSlack) -> None:
    """End every connection without a word."""
    slack.cut()


async def ask_to_come_again(slack: LocalSlack) -> None:
    """Do what Slack does every few hours."""
    await slack.dismiss(Farewell.REFRESH)


@pytest.mark.parametrize("break_down", [cut_line, ask_to_come_again])
async def test_no_video_is_lost_or_doubled_when_the_socket_breaks_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, break_down: Callable[[LocalSlack], Awaitable[None]]
) -> None:
    # Fifty final cards in one workspace would take more than a minute.
    monkeypatch.setattr("adapters.slack.platform.WORKSPACE_INTERVAL_SECONDS", 0.0)
    content = await asyncio.to_thread(write_landscape(tmp_path / "day.png", size=(320, 320)).read_bytes)
    service = HeldService()
    async with local_slack() as slack:
        acme = slack.add_workspace("Acme")
        channels = [slack.add_channel(acme, f"channel-{number}") for number in range(JOBS + 1)]
        anna = slack.add_person(acme, "Anna")
        async with run_bot_in(slack, acme, tmp_path / "data", service):
            for channel in channels[:JOBS]:
                order(slack, anna, channel, content=content)
            await slack.until(lambda: len(service.tasks) == JOBS, patience_seconds=_PATIENCE_SECONDS)
            await break_down(slack)
            # What is said while nobody listens is told once somebody does.
            order(slack, anna, channels[JOBS], content=content)
            await slack.until(lambda: len(service.tasks) == JOBS + 1, patience_seconds=_PATIENCE_SECONDS)
            service.finish()
            await slack.until(
                lambda: all(count_ends(slack, channel) for channel in channels), patience_seconds=_PATIENCE_SECONDS
            )

    assert [(count_videos(slack, channel), count_ends(slack, channel)) for channel in channels] == [(1, 1)] * len(
        channels
    )
    assert len(service.downloads) == JOBS + 1


def count_videos(slack: LocalSlack, channel: Channel) -> int:
    """Return how many videos of the bot stand in a channel and its threads."""
    posts = [one for one in slack.messages(channel) if one.author.is_bot]
    return sum(len(one.files) for one in posts)


def count_ends(slack: LocalSlack, channel: Channel) -> int:
    """Return how many cards say that their video is done."""
    return sum("Done in" in one.text for one in slack.messages(channel) if one.author.is_bot)
