"""The whole bot on a disk that takes nothing more for a while: no job is lost, and people hear of it in a sentence."""

from collections import deque
from pathlib import Path

from bot.messages import storage as sentences
from tests.bot.media.videos import build_video, coloured_frames
from tests.end_to_end.bot_process import BotProcess
from tests.end_to_end.chat_person import at_the_page, every_moment
from tests.end_to_end.machines import count_posts, once_each
from tests.end_to_end.pictures import write_landscape
from tests.fakes.full_disk import no_file_larger_than
from tests.servers.video_api import run_video_api
from tests.servers.video_api_state import Route, TaskStep, VideoApi

ORDER = {"prompt": "pan right", "duration": "3"}
RENDERING, DONE = TaskStep(status="processing", progress=40), TaskStep(status="completed", progress=100)


async def wait_for(api: VideoApi, *, tasks: int = 0, downloads: int = 0) -> None:
    """Return once the video API has accepted and given out so much."""
    async for _ in every_moment():
        if len(api.tasks) >= tasks and api.count(Route.RESULT) >= downloads:
            return
    raise AssertionError(api.calls)


def finish_tasks(api: VideoApi) -> None:
    for task in api.tasks.values():
        task.steps = deque([DONE])


async def test_a_bot_outlives_a_disk_that_is_full_for_a_while(tmp_path: Path) -> None:
    picture = write_landscape(tmp_path / "day.png", size=(640, 360))
    async with run_video_api() as api:
        api.video, api.credits, api.estimated_seconds = build_video(coloured_frames(each=2)), 1e9, 1
        api.script = (RENDERING,)
        names = ("FLIPBOOK_API_BASE_URL", "FLIPBOOK_FILES_BASE_URL")
        bot = BotProcess(
            tmp_path / "data", environment={"FLIPBOOK_API_KEY": api.key, **dict.fromkeys(names, api.base_url)}
        )
        try:
            async with at_the_page(await bot.start()) as person:
                first = await person.animate(ORDER, {"first": picture})
                await wait_for(api, tasks=1)
                with no_file_larger_than(0, process_id=bot.process_id):
                    finish_tasks(api)
                    status, answer = await person.try_animate(ORDER, {"first": picture}, event_id="the same")
                    await wait_for(api, downloads=1)
                second = await person.insist(ORDER, {"first": picture}, event_id="the same")
                await wait_for(api, tasks=2)
                finish_tasks(api)
                posts = await count_posts(person, [first["id"], second["id"]])
            exit_code = await bot.stop()
        finally:
            await bot.kill()

    assert (status, answer["sentence"]) == (503, sentences.storage_full())
    assert posts == once_each([first["id"], second["id"]])
    assert (len(api.tasks), exit_code) == (2, 0)
