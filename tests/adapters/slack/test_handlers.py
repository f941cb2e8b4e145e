"""Who hears what: workspaces are kept apart, and everything is acknowledged before it is dealt with."""

import asyncio
from collections.abc import Sequence

from bot.job.job import Job, Requester
from tests.adapters.slack.lobby import PICTURE, Lobby, open_busy_lobby, open_lobby
from tests.fakes.job_service import FakeJobService
from tests.servers.slack.deliveries import Delivery
from tests.servers.slack.records import Channel, Person


class SlowJobService(FakeJobService):
    """Takes its time with everything, until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.goes_on = asyncio.Event()

    async def read_job(self, job_id: str) -> Job | None:
        await self.goes_on.wait()
        return await super().read_job(job_id)

    async def list_jobs(self, person: Requester) -> Sequence[Job]:
        await self.goes_on.wait()
        return await super().list_jobs(person)


def visit(lobby: Lobby, name: str) -> tuple[Person, Channel]:
    """Have another workspace with the bot, somebody in it, and a channel."""
    workspace = lobby.slack.add_workspace(name)
    person = lobby.slack.add_person(workspace, "Anna")
    return person, lobby.slack.add_channel(workspace, "design")


async def test_two_workspaces_never_see_each_others_jobs() -> None:
    async with open_busy_lobby() as lobby:
        other, place = visit(lobby, "Umbrella")
        # The same id in both is possible: Slack promises them to be unique within a workspace only.
        lobby.keep_job(requester=Requester(platform="slack", id=other.id, name="Anna"))
        listed = lobby.slack.slash("/jobs", person=other, channel=place)
        await lobby.slack.until(lambda: listed.replies)

    assert "no videos yet" in listed.replies[0].text


async def test_an_order_belongs_to_the_workspace_that_it_comes_from() -> None:
    async with open_busy_lobby() as lobby:
        other, place = visit(lobby, "Umbrella")
        assert other.workspace.bot is not None
        lobby.slack.say(place, other, f"{other.workspace.bot.mention} waves", files=[PICTURE])
        await lobby.slack.until(lambda: lobby.jobs.commands)

    address = lobby.jobs.commands[0].address
    assert (address.tenant, address.place) == (other.workspace.id, place.id)
    assert lobby.jobs.received == {"day.png": PICTURE.content}


async def test_signed_requests_lead_to_the_same_forms_and_mistakes() -> None:
    async with open_lobby() as lobby, lobby.run_bot_by_requests():
        typed = lobby.slack.slash("/animate", "waves", person=lobby.anna, channel=lobby.channel)
        await lobby.slack.until(lambda: typed.views)
        wrong = lobby.slack.submit(typed.views[0])
        await wrong.over()
        await lobby.slack.submit(typed.views[0], {"first": [PICTURE]}).over()
        await lobby.slack.until(lambda: lobby.jobs.commands)

    assert list(wrong.errors) == ["first"]
    assert lobby.jobs.commands[0].options["prompt"] == "waves"


async def test_signed_requests_bring_mentions_and_clicks() -> None:
    async with open_lobby() as lobby, lobby.run_bot_by_requests():
        assert lobby.acme.bot is not None
        lobby.slack.say(lobby.channel, lobby.anna, f"{lobby.acme.bot.mention} waves", files=[PICTURE])
        action_id = f"job:{lobby.keep_job().id}:cancel"
        lobby.slack.click(await lobby.post_button(action_id), action_id, person=lobby.anna)
        await lobby.slack.until(lambda: lobby.jobs.commands and lobby.jobs.actions)

    assert lobby.jobs.received == {"day.png": PICTURE.content}


async def press_all(lobby: Lobby) -> list[Delivery]:
    """Let Anna do everything that takes time to deal with."""
    message = await lobby.post_button(f"job:{'a' * 24}:cancel")
    other = await lobby.post_button(f"job:{'a' * 24}:edit")
    return [
        lobby.slack.slash("/jobs", person=lobby.anna, channel=lobby.channel),
        lobby.slack.click(message, f"job:{'a' * 24}:cancel", person=lobby.anna),
        lobby.slack.click(other, f"job:{'a' * 24}:edit", person=lobby.anna),
    ]


async def test_everything_is_acknowledged_before_it_is_dealt_with() -> None:
    async with open_lobby() as lobby:
        jobs = SlowJobService()
        lobby.jobs = jobs
        async with lobby.run_bot():
            told = await press_all(lobby)
            await lobby.slack.settled()
            were_acknowledged = [one.is_acknowledged for one in told]
            were_dealt_with = [bool(one.replies) for one in told]
            jobs.goes_on.set()

    assert were_acknowledged == [True, True, True]
    assert were_dealt_with == [False, False, False]


async def test_what_was_taken_is_finished_before_the_bot_leaves() -> None:
    async with open_lobby() as lobby:
        jobs = SlowJobService()
        lobby.jobs = jobs
        async with lobby.run_bot():
            listed = lobby.slack.slash("/jobs", person=lobby.anna, channel=lobby.channel)
            await listed.over()
            jobs.goes_on.set()

    assert "no videos yet" in listed.replies[0].text
