from collections.abc import AsyncIterator

import pytest

from bot.errors import PlaceUnreachable, ServiceFailed
from bot.job.job import JobState
from tests.adapters.slack.office import CONTENT, VIDEO, Office, open_office
from tests.contracts.samples import NOON, build_job


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Open a local Slack with the bot in it."""
    async with open_office() as office:
        yield office


async def test_a_video_is_shared_once_more_and_only_once(office: Office) -> None:
    job = build_job("a", state=JobState.DONE, finished_at=NOON, video=VIDEO, requester=office.requester)
    for _ in range(2):
        await office.videos.share(job, to=office.address, marker="share:1:a")
    (message,) = office.read_channel()

    assert message.text == "A video by Ada."
    assert [file.content for file in message.files] == [CONTENT]


async def test_two_wishes_are_two_messages(office: Office) -> None:
    job = build_job("a", state=JobState.DONE, finished_at=NOON, video=VIDEO)
    for marker in ("share:1:a", "share:2:a"):
        await office.videos.share(job, to=office.address, marker=marker)

    assert len(office.read_channel()) == 2


async def test_a_video_that_is_gone_cannot_be_shared(office: Office) -> None:
    gone = VIDEO.model_copy(update={"key": "gone.mp4"})
    for video in (None, gone):
        with pytest.raises(ServiceFailed):
            await office.videos.share(build_job("a", video=video), to=office.address, marker="share:1:a")

    assert office.read_channel() == []


async def test_a_video_is_shared_nowhere_that_is_closed(office: Office) -> None:
    office.slack.kick(office.channel)

    with pytest.raises(PlaceUnreachable):
        await office.videos.share(build_job("a", video=VIDEO), to=office.address, marker="share:1:a")
