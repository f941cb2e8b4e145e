"""From a shortcut in Slack to the video in the thread: the real bot, the real studio, a local Slack."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from adapters.slack.app import open_slack
from bot.application.core import open_core
from bot.application.foundations import open_foundations
from bot.application.slack_side import build_slack_parts, open_slack_side
from bot.settings import Settings
from tests.end_to_end.pictures import write_landscape
from tests.servers.slack.client_library import install_into_bot
from tests.servers.slack.records import Channel, Message, Person, Upload, Workspace
from tests.servers.slack.server import LocalSlack, local_slack

_PATIENCE_SECONDS = 300


@asynccontextmanager
async def run_bot_in(slack: LocalSlack, workspace: Workspace, folder: Path) -> AsyncIterator[None]:
    """Let the whole bot live, with the local Slack in the place of the real one."""
    settings = Settings(
        data_folder=folder,
        slack_bot_token=SecretStr(workspace.bot_token),
        slack_app_token=SecretStr(slack.app.app_token),
        studio_workers=1,
    )
    with install_into_bot(origin=slack.origin, files_origin=slack.files_origin):
        async with open_foundations(settings) as foundations, open_slack_side(foundations) as side:
            assert side is not None
            async with (
                open_core(foundations, platforms=[side.platform]) as core,
                open_slack(build_slack_parts(side, foundations, core)),
            ):
                await slack.ready()
                yield


def find_posts(slack: LocalSlack, channel: Channel) -> list[Message]:
    """Return what the bot has posted in a channel and its threads."""
    return [one for one in slack.messages(channel) if one.author.is_bot]


async def wait_for_videos(slack: LocalSlack, channel: Channel, *, count: int) -> list[Message]:
    """Return the messages with a video when there are so many, and every card is done."""

    def find_videos() -> list[Message]:
        return [one for one in find_posts(slack, channel) if one.files]

    def is_done() -> bool:
        done = [one for one in find_posts(slack, channel) if "Done in" in one.text]
        return len(find_videos()) == len(done) == count

    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            try:
                await slack.until(is_done)
            except TimeoutError:
                continue
            return find_videos()


def find_button(card: Message, verb: str) -> str:
    """Return the id of a card's button, which says whose job it is about."""
    found = re.search(rf"job:[a-z0-9]+:{verb}", json.dumps(card.blocks))
    assert found is not None
    return found[0]


async def order(slack: LocalSlack, picture: Message, *, person: Person) -> None:
    """Ask for the shortest video by the entry in the menu of a message."""
    used = slack.use_message_shortcut("animate_message", picture, person=person)
    await slack.until(lambda: used.views)
    sent = slack.submit(used.views[0], {"prompt": "slow push in", "duration": "3"})
    await sent.over()
    assert not sent.failure
    assert not sent.errors


async def test_a_shortcut_brings_a_video_that_can_be_made_again(tmp_path: Path) -> None:
    picture = await asyncio.to_thread(write_landscape(tmp_path / "day.png", size=(640, 360)).read_bytes)
    async with local_slack() as slack:
        acme = slack.add_workspace("Acme")
        anna, channel = slack.add_person(acme, "Anna"), slack.add_channel(acme, "design")
        async with run_bot_in(slack, acme, tmp_path / "data"):
            upload = Upload(filename="day.png", content=picture)
            await order(slack, slack.say(channel, anna, "look", files=[upload]), person=anna)
            (video,) = await wait_for_videos(slack, channel, count=1)
            card = next(one for one in find_posts(slack, channel) if "Done in" in one.text)
            slack.click(card, find_button(card, "reroll"), person=anna)
            await wait_for_videos(slack, channel, count=2)

    assert anna.id in video.text
    assert (video.files[0].content or b"")[4:8] == b"ftyp"
