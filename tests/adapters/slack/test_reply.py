"""Private answers and the ways they take."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from adapters.slack.connection import SlackConnection, open_connection
from adapters.slack.occasion import Occasion
from adapters.slack.reply import PrivateReply, answer
from bot.errors import RequestRefused, ServiceFailed
from tests.adapters.slack.lobby import InstalledTokens, Lobby, open_lobby
from tests.servers.slack.faults import answer_error
from tests.servers.slack.methods import Method
from tests.servers.slack.records import Channel, ChannelKind


@asynccontextmanager
async def open_office() -> AsyncIterator[tuple[Lobby, SlackConnection]]:
    """Open a workspace and a way to it."""
    async with (
        open_lobby() as lobby,
        open_connection(InstalledTokens(lobby.slack), base_url=lobby.slack.api_url) as connection,
    ):
        yield lobby, connection


def appear(lobby: Lobby, channel: Channel | None = None, *, response_url: str = "") -> Occasion:
    """Return something that Anna did."""
    return Occasion(
        team_id=lobby.acme.id,
        user_id=lobby.anna.id,
        channel_id="" if channel is None else channel.id,
        response_url=response_url,
        event_id="e",
    )


async def test_a_person_in_a_channel_is_told_there_alone() -> None:
    async with open_office() as (lobby, connection):
        await PrivateReply(connection, appear(lobby, lobby.channel)).tell("Psst.")

    (told,) = lobby.slack.messages(lobby.channel)
    assert (told.text, told.viewer) == ("Psst.", lobby.anna)


async def test_a_spent_response_address_leads_to_the_channel() -> None:
    async with open_office() as (lobby, connection):
        spent = f"{lobby.slack.origin}/commands/1/2/3"
        await PrivateReply(connection, appear(lobby, lobby.channel, response_url=spent)).tell("Psst.")

    assert lobby.slack.messages(lobby.channel)[0].viewer is lobby.anna


async def test_a_channel_without_the_bot_leads_to_direct_messages() -> None:
    async with open_office() as (lobby, connection):
        closed = lobby.slack.add_channel(lobby.acme, "x", kind=ChannelKind.PRIVATE, has_bot=False)
        await PrivateReply(connection, appear(lobby, closed)).tell("Psst.")

    assert [message.text for message in lobby.slack.direct_messages(lobby.anna)] == ["Psst."]


async def test_a_conversation_of_two_is_private_by_itself() -> None:
    async with open_office() as (lobby, connection):
        conversation = lobby.slack.add_direct_channel(lobby.anna)
        await PrivateReply(connection, appear(lobby, conversation)).tell("Psst.")

    (told,) = lobby.slack.messages(conversation)
    assert not told.is_ephemeral


async def test_somebody_who_cannot_be_answered_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async with open_office() as (lobby, connection):
        lobby.slack.fail_next(Method.CONVERSATIONS_OPEN, answer_error("user_not_found"))
        await PrivateReply(connection, appear(lobby)).tell("Psst.")

    assert "could not be answered" in caplog.text


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (RequestRefused("Not <you>."), "Not &lt;you&gt;."),
        (ServiceFailed("It broke."), "It broke."),
        (ArithmeticError("secret"), "Something broke on our side"),
    ],
)
async def test_what_goes_wrong_is_told(fault: Exception, said: str) -> None:
    async def work(_: PrivateReply) -> None:
        raise fault

    async with open_office() as (lobby, connection):
        await answer(PrivateReply(connection, appear(lobby)), work)

    assert lobby.slack.direct_messages(lobby.anna)[0].text.startswith(said)
