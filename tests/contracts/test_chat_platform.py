"""What every chat platform does."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from adapters.slack.text import unescape_text
from adapters.web.conversations import Conversations
from adapters.web.platform import WebPlatform
from bot.errors import PlaceUnreachable, ServiceBusy, ServiceFailed
from bot.job.card import Card, FailurePost, FreshVideo, Notice, ResultPost, Tone
from bot.job.drawing import Surroundings, draw_card, draw_failure, draw_result
from bot.job.job import Failure, JobState, ReplyAddress, Requester, Video
from bot.ports import ChatPlatform
from tests.adapters.discord.house import open_house
from tests.adapters.discord.test_channel_search import add_private_channel
from tests.adapters.slack.office import open_office
from tests.contracts.samples import ADA, NOON, build_channel, build_job
from tests.fakes.chat_platform import FakeChatPlatform
from tests.fakes.conversations import MemoryConversationStore
from tests.fakes.video_service import PAID
from tests.servers.slack.records import ChannelKind

GENERAL = ReplyAddress(platform="web", place="general")
PRIVATE = ReplyAddress(platform="web", place="ada")
GONE = ReplyAddress(platform="web", place="gone")
NOT_NOW = ServiceBusy("Not now.")
BOB = ADA.model_copy(update={"id": "u2", "name": "Bob"})
VIDEO = Video(
    key="v.mp4", poster_key="p.jpg", width=1280, height=720, duration_seconds=5.0, size_bytes=9, has_sound=False
)


@dataclass(frozen=True)
class Hall:
    """A platform with an open channel `general` and one called `ada` that only Ada sees."""

    platform: ChatPlatform
    #: Returns what can be seen in `general`, oldest first, one line a message.
    read: Callable[[], Awaitable[list[str]]]
    general: ReplyAddress = GENERAL
    private: ReplyAddress = PRIVATE
    #: A place that is no more.
    gone: ReplyAddress = GONE
    ada: Requester = ADA
    bob: Requester = BOB

    @property
    def anybody(self) -> Requester:
        """Return the person who stands for all."""
        return Requester(platform=self.platform.name, id="", name="")


def open_fake() -> Hall:
    """Open the platform in memory."""
    platform = FakeChatPlatform(clock=lambda: NOON)
    platform.places |= {"ada": ADA.id}

    async def read() -> list[str]:
        return [_spell(post.content) for post in platform.read_place("general")]

    return Hall(platform, read)


async def open_web() -> Hall:
    """Open the web chat."""
    store = MemoryConversationStore()
    await store.add_channel(build_channel("general"))
    await store.add_channel(build_channel("ada", private_to=ADA.id))

    async def read() -> list[str]:
        return [message.text for message in await store.read_history("general")]

    return Hall(WebPlatform(Conversations(store), clock=lambda: NOON), read)


@asynccontextmanager
async def open_discord_hall(folder: Path) -> AsyncIterator[Hall]:
    """Open a local Discord with the bot in it."""
    async with open_house(folder) as house:
        private = add_private_channel(house)
        house.media.contents["v.mp4"] = b"video"
        bob = house.discord.add_member(house.guild, "Bob")

        async def read() -> list[str]:
            return [_first_line(message.text) for message in house.read_channel()]

        async with house.run_bot():
            yield Hall(
                house.platform,
                read,
                general=house.address,
                private=house.address.model_copy(update={"place": str(private.id)}),
                gone=house.address.model_copy(update={"place": str(bob.id)}),
                ada=house.requester,
                bob=Requester(platform="discord", id=str(bob.id), name=bob.name),
            )


@asynccontextmanager
async def open_slack_hall() -> AsyncIterator[Hall]:
    """Open a local Slack with the bot in it."""
    async with open_office() as office:
        private = office.slack.add_channel(
            office.workspace, "ada", kind=ChannelKind.PRIVATE, members=(office.ada,), has_bot=True
        )
        bob = office.slack.add_person(office.workspace, "Bob")

        async def read() -> list[str]:
            return [_first_words(message.text) for message in office.read_channel()]

        yield Hall(
            office.platform,
            read,
            general=office.address,
            private=office.locate(private),
            gone=office.address.model_copy(update={"place": "C0GONE"}),
            ada=office.requester,
            bob=Requester(platform="slack", id=bob.id, name=bob.name),
        )


def _spell(content: Card | ResultPost | FailurePost | Notice) -> str:
    """Return how a message begins, without the mention."""
    if isinstance(content, Card):
        return content.headline
    return content.words if isinstance(content, FailurePost) else content.text


def _first_words(text: str) -> str:
    """Return how a message begins as a reader sees it, without the mention."""
    line = re.sub(r"^(<@[A-Z0-9]+>|Ada) (?=your)", "", text.partition("\n")[0])
    line = re.sub(r"\. A video for .*$", "", line)
    return unescape_text(line)


def _first_line(text: str) -> str:
    """Return a message's first line as a reader sees it, without the mention."""
    line = re.sub(r"^(### |<@[0-9]+> |Ada (?=your))", "", text.partition("\n")[0])
    return re.sub(r"\\(.)", r"\1", line)


@pytest.fixture(params=["fake", "web", "discord", "slack"])
async def hall(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Hall]:
    """Open every platform there is, one after the other."""
    if request.param == "discord":
        async with open_discord_hall(tmp_path) as hall:
            yield hall
    elif request.param == "slack":
        async with open_slack_hall() as hall:
            yield hall
    else:
        yield await open_web() if request.param == "web" else open_fake()


def build_card(state: JobState = JobState.QUEUED, *, job_id: str = "a") -> Card:
    """Draw the card of a job in this state."""
    return draw_card(build_job(job_id, state=state), Surroundings(profile=PAID, now=NOON))


def build_result(job_id: str = "a") -> ResultPost:
    """Draw the result of a job."""
    return draw_result(build_job(job_id), VIDEO, PAID)


def build_failure(job_id: str = "a") -> FailurePost:
    """Draw the news that a job brought no video."""
    failure = Failure(sentence="It saw <nobody>.", code="empty")
    return draw_failure(build_job(job_id, state=JobState.FAILED, failure=failure), PAID)


def build_notice(marker: str) -> Notice:
    """Build a notice."""
    return Notice(marker=marker, text="Ada made a video: a ship", job_id="a", tone=Tone.GOOD, video=VIDEO)


def test_bears_some_edits_and_has_a_name(hall: Hall) -> None:
    assert hall.platform.name == hall.general.platform
    assert hall.platform.card_interval_seconds > 0


async def test_a_card_is_edited_in_place(hall: Hall) -> None:
    first = await hall.platform.show_card(hall.general, build_card(), message_id=None)
    second = await hall.platform.show_card(hall.general, build_card(JobState.DELIVERING), message_id=first)

    assert first == second
    assert await hall.read() == ["Finishing: posting the video"]


async def test_a_card_whose_id_was_lost_is_found_again(hall: Hall) -> None:
    first = await hall.platform.show_card(hall.general, build_card(), message_id=None)
    second = await hall.platform.show_card(hall.general, build_card(JobState.DELIVERING), message_id=None)

    assert first == second
    assert await hall.read() == ["Finishing: posting the video"]


async def test_two_jobs_have_two_cards(hall: Hall) -> None:
    ids = [await hall.platform.show_card(hall.general, build_card(job_id=name), message_id=None) for name in ("a", "b")]

    assert len(set(ids)) == len(await hall.read()) == 2


async def test_a_result_is_a_message_of_its_own(hall: Hall) -> None:
    card = await hall.platform.show_card(hall.general, build_card(), message_id=None)
    result = await hall.platform.post_result(hall.general, build_result())

    assert card != result
    assert await hall.read() == ["Queued, next in line", "your video is ready."]


async def test_a_result_is_posted_once(hall: Hall) -> None:
    first, second = [await hall.platform.post_result(hall.general, build_result()) for _ in range(2)]

    assert first == second
    assert len(await hall.read()) == 1


async def test_nobody_sees_a_result_before_its_video_is_stored(hall: Hall, tmp_path: Path) -> None:
    is_stored, file = asyncio.Event(), tmp_path / "fresh.mp4"
    await asyncio.to_thread(file.write_bytes, b"video")

    async def store() -> None:
        waits.set()
        await is_stored.wait()

    waits = asyncio.Event()
    result = replace(build_result(), fresh=FreshVideo(file=file, wait_until_stored=store), may_stand=False)
    async with asyncio.TaskGroup() as tasks:
        posting = tasks.create_task(hall.platform.post_result(hall.general, result))
        await waits.wait()
        before = await hall.read()
        is_stored.set()

    assert posting.result()
    assert (before, await hall.read()) == ([], ["your video is ready."])


async def test_a_result_whose_video_was_not_stored_is_not_posted(hall: Hall, tmp_path: Path) -> None:
    file = tmp_path / "fresh.mp4"
    await asyncio.to_thread(file.write_bytes, b"video")

    async def fail() -> None:
        raise NOT_NOW

    with pytest.raises(ServiceFailed):
        await hall.platform.post_result(
            hall.general, replace(build_result(), fresh=FreshVideo(file=file, wait_until_stored=fail))
        )

    assert await hall.read() == []


async def test_a_failure_is_a_message_of_its_own_and_says_why(hall: Hall) -> None:
    card = await hall.platform.show_card(hall.general, build_card(), message_id=None)
    failure = await hall.platform.post_failure(hall.general, replace(build_failure(), card_message_id=card))

    assert card != failure
    assert (await hall.read())[1] == "your video could not be made. It saw <nobody>. You weren't charged."


async def test_a_failure_is_told_once(hall: Hall) -> None:
    first, again, other = [
        await hall.platform.post_failure(hall.general, build_failure(job_id)) for job_id in ("a", "a", "b")
    ]

    assert first == again != other
    assert len(await hall.read()) == 2


async def test_a_notice_is_posted_once_for_each_marker(hall: Hall) -> None:
    first, again, other = [
        await hall.platform.post_notice(hall.general, build_notice(marker))
        for marker in ("notice:1", "notice:1", "notice:2")
    ]

    assert first == again != other
    assert len(await hall.read()) == 2


async def test_a_deleted_message_is_gone(hall: Hall) -> None:
    result = await hall.platform.post_result(hall.general, build_result())
    await hall.platform.delete_post(hall.general, result)

    assert await hall.read() == []


async def test_deleting_what_is_gone_is_no_error(hall: Hall) -> None:
    result = await hall.platform.post_result(hall.general, build_result())
    for message_id in (result, result, "no such message"):
        await hall.platform.delete_post(hall.general, message_id)

    assert await hall.read() == []


async def test_a_deleted_result_is_not_posted_again(hall: Hall) -> None:
    result = await hall.platform.post_result(hall.general, build_result())
    await hall.platform.delete_post(hall.general, result)

    assert await hall.platform.post_result(hall.general, build_result()) == result
    assert await hall.read() == []


async def test_a_deleted_card_stays_deleted(hall: Hall) -> None:
    card = await hall.platform.show_card(hall.general, build_card(), message_id=None)
    await hall.platform.delete_post(hall.general, card)
    await hall.platform.show_card(hall.general, build_card(JobState.DONE), message_id=card)

    assert await hall.read() == []


@pytest.mark.parametrize("words", ["@everyone 👩‍🚀", "שלום \N{RIGHT-TO-LEFT OVERRIDE}abc", "<b>`x`</b>"])
async def test_words_stay_as_they_are(hall: Hall, words: str) -> None:
    await hall.platform.post_notice(hall.general, replace(build_notice("notice:1"), text=words))

    assert await hall.read() == [words]


async def test_a_place_that_is_gone_cannot_be_posted_to(hall: Hall) -> None:
    with pytest.raises(PlaceUnreachable):
        await hall.platform.show_card(hall.gone, build_card(), message_id=None)
    with pytest.raises(PlaceUnreachable):
        await hall.platform.post_result(hall.gone, build_result())
    with pytest.raises(PlaceUnreachable):
        await hall.platform.post_failure(hall.gone, build_failure())
    with pytest.raises(PlaceUnreachable):
        await hall.platform.post_notice(hall.gone, build_notice("notice:1"))


async def test_an_open_place_is_found_by_everybody(hall: Hall) -> None:
    people = (hall.ada, hall.bob, hall.anybody)
    found = [await hall.platform.find_place("general", person=person) for person in people]

    assert found == [hall.general] * len(people)


async def test_a_private_place_is_found_by_its_owner_only(hall: Hall) -> None:
    found = [await hall.platform.find_place("ada", person=person) for person in (hall.ada, hall.bob, hall.anybody)]

    assert found == [hall.private, None, None]


async def test_the_owner_is_told_from_namesakes_on_other_platforms(hall: Hall) -> None:
    stranger = hall.ada.model_copy(update={"platform": "another"})

    assert await hall.platform.find_place("ada", person=stranger) is None


async def test_an_unknown_place_is_not_found(hall: Hall) -> None:
    assert await hall.platform.find_place("nowhere", person=hall.ada) is None
