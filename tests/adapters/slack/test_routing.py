"""Where answers go."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from adapters.slack.connection import open_connection
from adapters.slack.occasion import Occasion
from adapters.slack.routing import Routing, Wish
from bot.errors import RequestRefused
from tests.adapters.slack.lobby import InstalledTokens, Lobby, open_lobby
from tests.servers.slack.faults import answer_error
from tests.servers.slack.methods import Method
from tests.servers.slack.records import Channel, ChannelKind


@asynccontextmanager
async def open_routing() -> AsyncIterator[tuple[Lobby, Routing]]:
    """Open a workspace and what finds places in it."""
    async with (
        open_lobby() as lobby,
        open_connection(InstalledTokens(lobby.slack), base_url=lobby.slack.api_url) as connection,
    ):
        yield lobby, Routing(connection)


def stand_in(lobby: Lobby, channel: Channel, *, thread: str | None = None) -> Occasion:
    """Return something that Anna did in a channel."""
    return Occasion(team_id=lobby.acme.id, user_id=lobby.anna.id, channel_id=channel.id, thread=thread, event_id="e")


async def test_an_answer_stays_in_its_thread() -> None:
    async with open_routing() as (lobby, routing):
        route = await routing.choose(stand_in(lobby, lobby.channel, thread="1.1"))

    assert (route.address, route.detour) == (lobby.address(thread="1.1"), None)


async def test_a_public_channel_is_only_joined_for_an_order() -> None:
    async with open_routing() as (lobby, routing):
        other = lobby.slack.add_channel(lobby.acme, "other", has_bot=False)
        seen = await routing.find_obstacle(stand_in(lobby, other), joins=False)
        was_in_it = other.has_bot
        route = await routing.choose(stand_in(lobby, other))

    assert (seen, was_in_it, other.has_bot) == (None, False, True)
    assert route.address == lobby.address(channel=other)


async def test_a_channel_that_cannot_be_joined_leads_to_direct_messages() -> None:
    async with open_routing() as (lobby, routing):
        other = lobby.slack.add_channel(lobby.acme, "other", has_bot=False)
        lobby.slack.take_scopes(lobby.acme, "channels:join")
        route = await routing.choose(stand_in(lobby, other))
        conversation = lobby.slack.add_direct_channel(lobby.anna)

    assert route.address == lobby.address(channel=conversation)
    assert "/invite" in (route.detour or "")
    assert [message.text for message in lobby.slack.direct_messages(lobby.anna)] == ["Your video will come here."]


@pytest.mark.parametrize(
    ("closing", "reason"), [("is_archived", "is archived"), ("is_read_only", "may not post in this channel")]
)
async def test_a_closed_channel_leads_to_direct_messages(closing: str, reason: str) -> None:
    async with open_routing() as (lobby, routing):
        setattr(lobby.channel, closing, True)
        route = await routing.choose(stand_in(lobby, lobby.channel))

    assert reason in (route.detour or "")


@pytest.mark.parametrize("kind", [ChannelKind.PRIVATE, ChannelKind.GROUP, ChannelKind.DIRECT])
async def test_what_the_bot_does_not_see_leads_to_direct_messages(kind: ChannelKind) -> None:
    async with open_routing() as (lobby, routing):
        bert = lobby.slack.add_person(lobby.acme, "Bert")
        closed = lobby.slack.add_channel(lobby.acme, "x", kind=kind, has_bot=False, members=(lobby.anna, bert))
        route = await routing.choose(stand_in(lobby, closed))

    assert "by direct message" in (route.detour or "")


async def test_ones_own_conversation_with_the_bot_needs_no_detour() -> None:
    async with open_routing() as (lobby, routing):
        conversation = lobby.slack.add_direct_channel(lobby.anna)
        route = await routing.choose(stand_in(lobby, conversation))

    assert (route.address, route.detour) == (lobby.address(channel=conversation), None)


async def test_a_wish_for_privacy_is_kept_without_looking_at_the_channel() -> None:
    async with open_routing() as (lobby, routing):
        route = await routing.choose(stand_in(lobby, lobby.channel), wish=Wish.ME)

    assert route.address.place == lobby.slack.add_direct_channel(lobby.anna).id
    assert lobby.slack.calls_to(Method.CONVERSATIONS_INFO) == []


@pytest.mark.parametrize("method", [Method.CONVERSATIONS_OPEN, Method.CHAT_POST])
async def test_where_nothing_is_open_nothing_is_started(method: Method) -> None:
    async with open_routing() as (lobby, routing):
        lobby.channel.is_archived = True
        error = "user_not_found" if method is Method.CONVERSATIONS_OPEN else "restricted_action"
        lobby.slack.fail_next(method, answer_error(error))
        with pytest.raises(RequestRefused, match="is archived"):
            await routing.choose(stand_in(lobby, lobby.channel))


async def test_an_open_channel_is_not_looked_at_again_at_once() -> None:
    async with open_routing() as (lobby, routing):
        for _ in range(2):
            await routing.choose(stand_in(lobby, lobby.channel))

    assert len(lobby.slack.calls_to(Method.CONVERSATIONS_INFO)) == 1


async def test_a_slack_that_is_too_busy_to_tell_hinders_nobody() -> None:
    async with open_routing() as (lobby, routing):
        lobby.slack.fail_always(Method.CONVERSATIONS_INFO, answer_error("fatal_error"))
        route = await routing.choose(stand_in(lobby, lobby.channel))

    assert route.address == lobby.address()


async def test_without_the_right_to_look_the_channel_is_taken_as_open() -> None:
    async with open_routing() as (lobby, routing):
        lobby.slack.take_scopes(lobby.acme, "channels:read")
        route = await routing.choose(stand_in(lobby, lobby.channel))

    assert route.address == lobby.address()
