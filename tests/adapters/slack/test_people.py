"""What people are called and what they may do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from adapters.slack.connection import open_connection
from adapters.slack.occasion import Occasion
from adapters.slack.people import People
from tests.adapters.slack.lobby import InstalledTokens, Lobby, open_lobby
from tests.servers.slack.faults import answer_error
from tests.servers.slack.methods import Method


@asynccontextmanager
async def open_people() -> AsyncIterator[tuple[Lobby, People]]:
    """Open a workspace and what knows its people."""
    async with (
        open_lobby() as lobby,
        open_connection(InstalledTokens(lobby.slack), base_url=lobby.slack.api_url) as connection,
    ):
        yield lobby, People(connection)


def appear(lobby: Lobby, person_id: str, *, name: str = "") -> Occasion:
    """Return something that somebody did."""
    return Occasion(team_id=lobby.acme.id, user_id=person_id, user_name=name, event_id="e")


async def test_a_name_is_looked_up_once() -> None:
    async with open_people() as (lobby, people):
        named = [await people.name(appear(lobby, lobby.anna.id, name="anna")) for _ in range(2)]

    assert named == [lobby.requester, lobby.requester]
    assert len(lobby.slack.calls_to(Method.USERS_INFO)) == 1


async def test_without_an_answer_the_name_that_came_along_counts_for_now() -> None:
    async with open_people() as (lobby, people):
        lobby.slack.fail_next(Method.USERS_INFO, answer_error("user_not_found"), answer_error("user_not_found"))
        told = await people.name(appear(lobby, lobby.anna.id, name="anna"))
        untold = await people.name(appear(lobby, lobby.anna.id))
        later = await people.name(appear(lobby, lobby.anna.id))

    assert [told.name, untold.name, later.name] == ["anna", lobby.anna.id, "Anna"]


@pytest.mark.parametrize("is_admin", [True, False])
async def test_the_workspace_says_who_keeps_order(*, is_admin: bool) -> None:
    async with open_people() as (lobby, people):
        bert = lobby.slack.add_person(lobby.acme, "Bert", is_admin=is_admin)
        found = await people.is_administrator(appear(lobby, bert.id))

    assert found is is_admin


async def test_administrators_of_other_companies_keep_no_order_here() -> None:
    async with open_people() as (lobby, people):
        bert = lobby.slack.add_person(lobby.acme, "Bert", is_admin=True)
        lobby.slack.world.people[bert.id].workspace = lobby.slack.add_workspace("Other", is_installed=False)
        found = await people.is_administrator(appear(lobby, bert.id))

    assert not found


async def test_whoever_cannot_be_looked_up_keeps_no_order() -> None:
    async with open_people() as (lobby, people):
        lobby.slack.take_scopes(lobby.acme, "users:read")
        found = await people.is_administrator(appear(lobby, lobby.anna.id))

    assert not found
