from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.errors import PlaceUnreachable
from bot.job.card import Notice, Tone
from tests.adapters.slack.office import VIDEO, Office, open_office

NOTICE = Notice(marker="notice:r1:a", text="Ada made a video: <!channel>", job_id="a", tone=Tone.GOOD, video=VIDEO)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Open a local Slack with the bot in it."""
    async with open_office() as office:
        yield office


async def test_an_announcement_brings_the_video_and_mentions_nobody(office: Office) -> None:
    await office.platform.post_notice(office.address, NOTICE)
    (message,) = office.read_channel()

    assert message.files
    assert message.text == "Ada made a video: &lt;!channel&gt;"


async def test_an_announcement_without_a_video_is_words(office: Office) -> None:
    ids = [await office.platform.post_notice(office.address, replace(NOTICE, video=None)) for _ in range(2)]

    assert len(office.read_channel()) == len(set(ids)) == 1


async def test_what_is_hidden_elsewhere_is_not_shown(office: Office) -> None:
    await office.platform.post_notice(office.address, replace(NOTICE, is_spoiler=True))
    (message,) = office.read_channel()

    assert message.files == []
    assert "not shown here" in message.text


async def test_what_is_for_adults_stands_in_no_channel(office: Office) -> None:
    with pytest.raises(PlaceUnreachable):
        await office.platform.post_notice(office.address, replace(NOTICE, is_age_restricted=True))

    assert office.read_channel() == []
