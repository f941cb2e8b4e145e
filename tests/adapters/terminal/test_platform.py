from dataclasses import replace
from pathlib import Path

import pytest

from adapters.terminal.platform import TerminalPlatform
from bot.errors import ServiceFailed
from bot.job.card import Notice, Tone
from bot.job.drawing import draw_failure
from bot.job.job import JobState, ReplyAddress
from tests.adapters.terminal.builders import CARD, JOB, PERSON, RESULT, VIDEO, build_screen
from tests.fakes.media import MemoryMediaStore
from tests.fakes.video_service import FREE


class Visitor:
    """A platform and everything it told."""

    def __init__(self) -> None:
        self.ends: list[str | None] = []
        self.media = MemoryMediaStore()
        self.media.contents[VIDEO.key] = b"a video"
        self.screen, self.written = build_screen()
        self.platform = TerminalPlatform(self.screen, media=self.media, overwrite=False, on_end=self.ends.append)


def _address(path: Path) -> ReplyAddress:
    return ReplyAddress(platform="terminal", place=str(path))


@pytest.mark.parametrize(
    ("state", "ends"),
    [
        (JobState.QUEUED, 0),
        (JobState.RENDERING, 0),
        (JobState.UNCLEAR, 1),
        (JobState.DONE, 1),
        (JobState.FAILED, 1),
        (JobState.CANCELLED, 1),
        (JobState.EXPIRED, 1),
    ],
)
async def test_tells_when_there_is_nothing_to_wait_for(tmp_path: Path, state: JobState, ends: int) -> None:
    visitor = Visitor()

    await visitor.platform.show_card(_address(tmp_path), replace(CARD, state=state), message_id=None)

    assert visitor.ends == [None] * ends


async def test_the_card_keeps_its_name(tmp_path: Path) -> None:
    platform = Visitor().platform

    first = await platform.show_card(_address(tmp_path), CARD, message_id=None)

    assert await platform.show_card(_address(tmp_path), CARD, message_id=first) == first


async def test_the_result_is_a_file_however_often_it_is_posted(tmp_path: Path) -> None:
    platform, target = Visitor().platform, tmp_path / "out.mp4"

    paths = [await platform.post_result(_address(target), RESULT) for _ in range(2)]

    assert paths == [str(target)] * 2


async def test_a_place_that_is_gone_ends_the_wait_with_a_way_out(tmp_path: Path) -> None:
    visitor = Visitor()

    with pytest.raises(ServiceFailed):
        await visitor.platform.post_result(_address(tmp_path / "gone" / "out.mp4"), RESULT)

    assert f"--resume {JOB.id}" in str(visitor.ends[0])


async def test_deleting_leaves_the_file_to_its_owner(tmp_path: Path) -> None:
    platform, target = Visitor().platform, tmp_path / "out.mp4"
    path = await platform.post_result(_address(target), RESULT)

    await platform.delete_post(_address(target), path)

    assert target.read_bytes() == b"a video"


async def test_a_failure_is_left_to_the_line_of_its_job(tmp_path: Path) -> None:
    visitor = Visitor()

    await visitor.platform.post_failure(_address(tmp_path), draw_failure(JOB, FREE))

    assert visitor.written.getvalue() == ""


async def test_notices_are_lines(tmp_path: Path) -> None:
    visitor = Visitor()

    await visitor.platform.post_notice(
        _address(tmp_path), Notice(marker="one", text="A video.", job_id=JOB.id, tone=Tone.GOOD)
    )

    assert visitor.written.getvalue() == "A video.\n"


async def test_nobody_finds_a_place_here() -> None:
    assert await Visitor().platform.find_place("general", person=PERSON) is None
