import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.slack.channel_search import ChannelSearch
from adapters.slack.home_visitors import HomeVisitor, HomeVisitors, keep_homes_current
from adapters.slack.occasion import Occasion
from adapters.slack.platform import SlackPlatform
from bot.job.job import JobState
from tests.adapters.slack.lobby import Lobby, open_lobby
from tests.adapters.slack.office import open_office

ADA = HomeVisitor(team_id="T1", user_id="U1")
BOB = HomeVisitor(team_id="T1", user_id="U2")


@dataclass
class HomeTabs:
    """Notes whose Home tab is drawn."""

    drawn: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    async def publish_quietly(self, occasion: Occasion) -> None:
        self.drawn.put_nowait(occasion.user_id)


@dataclass
class Hours:
    """Stands still until a test says otherwise."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def keep_current(visitors: HomeVisitors) -> AsyncIterator[HomeTabs]:
    """Have Home tabs drawn while the block runs."""
    home = HomeTabs()
    async with asyncio.TaskGroup() as tasks:
        keeper = tasks.create_task(keep_homes_current(visitors, home, pause_seconds=0))
        yield home
        keeper.cancel()


async def test_a_home_tab_is_drawn_anew_when_a_job_ends() -> None:
    visitors = HomeVisitors()
    async with keep_current(visitors) as home:
        visitors.note_visit(ADA)
        visitors.note_ending(ADA)
        drawn = await home.drawn.get()

    assert drawn == ADA.user_id


async def test_a_home_tab_is_drawn_anew_when_a_job_ends_in_another_process() -> None:
    here = HomeVisitors()
    there = HomeVisitors(tell_others=here.hear)
    async with keep_current(here) as home:
        here.note_visit(ADA)
        there.note_ending(BOB)
        there.note_ending(ADA)
        drawn = await home.drawn.get()

    assert (drawn, here.is_due, there.is_due) == (ADA.user_id, False, False)


def test_nobody_else_is_told_what_is_known_here() -> None:
    told: list[str] = []
    visitors = HomeVisitors(tell_others=told.append)
    visitors.note_visit(ADA)
    visitors.note_ending(ADA)
    visitors.note_ending(BOB)

    assert told == [BOB.spell()]


async def test_jobs_that_end_together_are_shown_together() -> None:
    visitors = HomeVisitors()
    async with keep_current(visitors) as home:
        for visitor in (ADA, BOB):
            visitors.note_visit(visitor)
        for visitor in (ADA, ADA, ADA, BOB):
            visitors.note_ending(visitor)
        drawn = [await home.drawn.get() for _ in range(2)]

    assert drawn == [ADA.user_id, BOB.user_id]
    assert home.drawn.empty()


async def test_nothing_is_drawn_for_people_who_did_not_look_lately() -> None:
    hours = Hours()
    visitors = HomeVisitors(clock=hours)
    async with keep_current(visitors) as home:
        visitors.note_visit(ADA)
        hours.now = 3600
        visitors.note_visit(BOB)
        for visitor in (ADA, BOB):
            visitors.note_ending(visitor)
        drawn = await home.drawn.get()

    assert drawn == BOB.user_id
    assert home.drawn.empty()


async def test_the_same_person_elsewhere_is_somebody_else() -> None:
    visitors = HomeVisitors()
    async with keep_current(visitors) as home:
        visitors.note_visit(ADA)
        visitors.note_visit(BOB)
        visitors.note_ending(HomeVisitor(team_id="T2", user_id=ADA.user_id))
        visitors.note_ending(BOB)
        drawn = await home.drawn.get()

    assert drawn == BOB.user_id


async def test_whoever_opened_their_home_tab_sees_how_their_job_ended() -> None:
    async with open_lobby() as lobby, lobby.run_bot():
        job = lobby.keep_job("a", state=JobState.RENDERING)
        lobby.slack.open_home(lobby.anna)
        await lobby.slack.until(lambda: _says(lobby, "Rendering"))
        lobby.keep_job("a", state=JobState.FAILED)
        lobby.desk.visitors.note_ending(HomeVisitor(team_id=lobby.acme.id, user_id=job.requester.id))
        await lobby.slack.until(lambda: _says(lobby, "No video"))

    assert _says(lobby, "No video")


async def test_only_the_end_of_a_job_is_told() -> None:
    async with open_office() as office:
        visitors, ada = HomeVisitors(), HomeVisitor(team_id=office.workspace.id, user_id=office.ada.id)
        visitors.note_visit(ada)
        channels = ChannelSearch(office.connection)
        platform = SlackPlatform(office.tools, videos=office.videos, channels=channels, visitors=visitors)
        card_id = await platform.show_card(office.address, office.draw(JobState.RENDERING), message_id=None)
        was_due = visitors.is_due
        await platform.show_card(office.address, office.draw(JobState.FAILED), message_id=card_id)

    assert not was_due
    assert visitors.take() == ada


def _says(lobby: Lobby, words: str) -> bool:
    home = lobby.slack.home(lobby.anna)
    return home is not None and words in home.words
