"""Shortcuts that people use, as Slack tells of them."""

import pytest

from adapters.slack.custom_ids import GLOBAL_SHORTCUT, MESSAGE_SHORTCUT
from tests.adapters.slack.lobby import PICTURE, Lobby, open_busy_lobby
from tests.servers.slack.deliveries import Delivery
from tests.servers.slack.records import Upload

NOTES = Upload(filename="notes.txt", content=b"no picture")


async def use_on_message(lobby: Lobby, *files: Upload) -> Delivery:
    """Let Anna use the shortcut on a message with these files."""
    message = lobby.slack.say(lobby.channel, lobby.anna, "Look", files=list(files))
    used = lobby.slack.use_message_shortcut(MESSAGE_SHORTCUT, message, person=lobby.anna)
    await used.over()
    return used


async def test_a_messages_menu_opens_a_form_for_its_pictures() -> None:
    async with open_busy_lobby() as lobby:
        used = await use_on_message(lobby, PICTURE)
        form = await lobby.wait_for_form(used.views, word="day.png")

    assert "field:first" not in [one.get("action_id") for one in form.elements]


async def test_the_shortcut_that_is_found_everywhere_asks_for_a_picture() -> None:
    async with open_busy_lobby() as lobby:
        used = lobby.slack.use_global_shortcut(GLOBAL_SHORTCUT, person=lobby.anna)
        await lobby.slack.until(lambda: used.views)

    assert "field:first" in [one.get("action_id") for one in used.views[0].elements]


@pytest.mark.parametrize("files", [(), (NOTES,)])
async def test_a_message_without_a_picture_is_refused_in_private(files: tuple[Upload, ...]) -> None:
    async with open_busy_lobby() as lobby:
        used = await use_on_message(lobby, *files)
        await lobby.slack.until(lambda: used.replies)

    assert used.replies[0].viewer is lobby.anna
    assert used.views == []
    assert lobby.jobs.commands == []


async def test_a_form_that_is_sent_leads_into_the_messages_thread() -> None:
    async with open_busy_lobby() as lobby:
        used = await use_on_message(lobby, PICTURE)
        form = await lobby.wait_for_form(used.views, word="day.png")
        lobby.slack.submit(form, {"prompt": "waves"})
        await lobby.slack.until(lambda: lobby.jobs.commands)

    message = lobby.slack.messages(lobby.channel)[0]
    assert lobby.jobs.commands[0].address == lobby.address(thread=message.ts)
