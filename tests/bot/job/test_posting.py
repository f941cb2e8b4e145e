"""Posting a video while it is being stored, where nobody waits for a poster."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import ServiceBusy, ServiceFailed
from bot.job.card import ResultPost
from bot.job.job import Job, JobState, ReplyAddress
from tests.bot.job.world import World
from tests.contracts.samples import after_noon
from tests.fakes.chat_platform import Wish
from tests.fakes.video_service import COMPLETED, RESULT_URL, VIDEO

DOWN = ServiceFailed("Down.", code="down")
FULL = ServiceFailed("The disk is full.", code="storage_full")
_STORING_SECONDS = 5.0


class EagerChat:
    """Looks at a result as soon as it is handed in, before the platform does what it is asked."""

    def __init__(self, world: World) -> None:
        #: What was at hand, and whether the video was stored.
        self.seen: list[tuple[bytes, bool]] = []
        self._world = world
        self._post = world.chat.post_result
        world.chat.post_result = self.post_result  # type: ignore[method-assign] # it stands before the fake
        world.chat.shows_posters = False

    async def post_result(self, address: ReplyAddress, result: ResultPost) -> str:
        if result.fresh is not None:
            content = await asyncio.to_thread(result.fresh.file.read_bytes)
            self.seen.append((content, result.video.key in self._world.media.contents))
        return await self._post(address, result)


class SlowStore:
    """Lets storing take some time, or fail."""

    def __init__(self, world: World, *faults: Exception) -> None:
        self._adopt = world.media.adopt
        self._faults = list(faults)
        world.media.adopt = self.adopt  # type: ignore[method-assign] # it stands before the fake

    async def adopt(self, file: Path, *, key: str) -> None:
        await asyncio.sleep(_STORING_SECONDS)
        if self._faults:
            raise self._faults.pop(0)
        await self._adopt(file, key=key)


@pytest.fixture
def eager(world: World) -> EagerChat:
    world.service.script = (COMPLETED,)
    return EagerChat(world)


async def live(world: World) -> Job:
    return await world.live(await world.keep())


async def test_bytes_go_out_before_they_are_stored_and_nobody_sees_them(world: World, eager: EagerChat) -> None:
    SlowStore(world)
    job = await world.keep()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(world.live(job))
        await asyncio.sleep(_STORING_SECONDS - 1)
        seen, shown = list(eager.seen), list(world.chat.results)

    assert (seen, shown) == ([(VIDEO, False)], [])
    assert world.read(job).finished_at == after_noon(_STORING_SECONDS)
    assert [result.video.key for result in world.chat.results] == [world.read(job).video.key]  # type: ignore[union-attr] # it is done


async def test_a_video_that_cannot_be_stored_is_not_posted(world: World, eager: EagerChat) -> None:
    SlowStore(world, FULL, FULL)
    ended = await live(world)

    assert (ended.state, len(eager.seen), len(world.chat.results)) == (JobState.DONE, 3, 1)
    assert world.service.downloads == [RESULT_URL] * 3


async def test_a_post_that_fails_is_made_again_from_what_was_stored(world: World, eager: EagerChat) -> None:
    SlowStore(world)
    world.chat.fail_next(Wish.RESULT, ServiceBusy("Slow down.", retry_after_seconds=30.0))
    ended = await live(world)

    assert (ended.state, ended.finished_at) == (JobState.DONE, after_noon(_STORING_SECONDS + 30.0))
    assert (len(eager.seen), world.chat.results[0].may_stand, world.chat.results[0].fresh) == (1, True, None)


async def test_a_place_that_is_gone_keeps_the_video(world: World, eager: EagerChat) -> None:
    SlowStore(world)
    ended = await world.live(await world.keep(address=ReplyAddress(platform="web", place="gone")))

    assert ended.failure is not None
    assert ended.video is not None
    assert (ended.failure.code, len(eager.seen)) == ("place_gone", 1)
    assert ended.video.key in world.media.contents


async def test_nothing_is_shown_by_a_process_that_was_taken_for_dead_meanwhile(world: World, eager: EagerChat) -> None:
    SlowStore(world)
    job = await world.keep()
    asyncio.get_running_loop().call_later(1.0, setattr, world.pulse, "doubts", 1)
    await world.live(job)

    assert len(eager.seen) == 1
    assert [result.may_stand for result in world.chat.results] == [True]


async def test_the_card_says_that_a_video_is_being_posted_when_that_takes_long(world: World, eager: EagerChat) -> None:
    world.chat.fail_next(Wish.RESULT, *[DOWN] * 3)
    ended = await live(world)
    states = [shown.card.state for shown in world.chat.shown]

    assert (ended.state, len(eager.seen)) == (JobState.DONE, 1)
    assert JobState.DELIVERING in states


async def test_nothing_stays_in_the_work_folder(world: World, eager: EagerChat, tmp_path: Path) -> None:
    await live(world)

    assert (len(eager.seen), _list(tmp_path)) == (1, [])


def _list(folder: Path) -> list[Path]:
    return list(folder.iterdir())
