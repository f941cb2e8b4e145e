"""The form in which a channel takes a video."""

from pathlib import Path

from bot.job.drawing import draw_result
from tests.adapters.discord.house import DiscordHouse, open_busy_house, open_house
from tests.fakes.video_service import FREE
from tests.servers.discord.errors import ENTITY_TOO_LARGE
from tests.servers.discord.faults import answer_error
from tests.servers.discord.records import Message
from tests.servers.discord.routes import Route

MIB = 1024 * 1024


async def post_video(house: DiscordHouse, content: bytes, job_id: str = "a") -> Message:
    """Post a job's video and return the message."""
    result = draw_result(house.keep_job(job_id), house.keep_video(content), FREE)
    return house.discord.message(int(await house.platform.post_result(house.address, result)))


async def test_a_video_that_is_too_large_is_posted_as_a_smaller_copy(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        message = await post_video(house, b"v" * (21 * MIB))

    assert [len(file.content) for file in message.attachments] == [1]
    assert "this is a smaller copy" in message.text


async def test_the_original_is_linked_beside_a_smaller_copy(tmp_path: Path) -> None:
    async with open_house(tmp_path, has_links=True) as house, house.run_bot():
        message = await post_video(house, b"v" * (21 * MIB))

    link = message.buttons[-1]
    assert link["label"] == "Full quality"
    assert link["url"].startswith("https://flipbook.example/media/")


async def test_a_refused_size_goes_down_one_rung(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_next(Route.CREATE_MESSAGE, answer_error(ENTITY_TOO_LARGE))
        message = await post_video(house, b"v" * (11 * MIB))

    assert [len(file.content) for file in message.attachments] == [1]


async def test_a_refused_size_is_not_tried_again_in_that_server(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_next(Route.CREATE_MESSAGE, answer_error(ENTITY_TOO_LARGE))
        await post_video(house, b"v" * (11 * MIB))
        before = len(house.discord.calls)
        message = await post_video(house, b"v" * (11 * MIB), job_id="b")

    statuses = [call.status for call in house.discord.calls[before:]]
    assert len(message.attachments) == 1
    assert statuses == [200, 200]


async def test_a_video_that_cannot_be_made_smaller_is_linked(tmp_path: Path) -> None:
    async with open_house(tmp_path, has_links=True) as house, house.run_bot():
        house.shrinker.is_able = False
        message = await post_video(house, b"v" * (21 * MIB))

    assert message.attachments == []
    assert "too large for this channel. Open it with the button." in message.text
    assert message.buttons[-1]["label"] == "Full quality"


async def test_without_links_a_video_that_is_too_large_is_kept(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.shrinker.is_able = False
        message = await post_video(house, b"v" * (21 * MIB))

    assert "It is kept" in message.text


async def test_a_boosted_server_takes_larger_videos(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.guild.tier = 2
        async with house.run_bot():
            message = await post_video(house, b"v" * (21 * MIB))

    assert [len(file.content) for file in message.attachments] == [21 * MIB]
