"""Every function that is named for workers exists where its name says, and naming it imports nothing."""

import asyncio
import sys
from asyncio.subprocess import PIPE

import pytest

from bot.media.picture_intake import NORMALISE_PICTURE, WRITE_CLOSER_VIEW
from bot.media.video_file import PROBE_VIDEO, WRITE_LAST_FRAME, WRITE_POSTER
from bot.media.worker_function import WorkerFunction


@pytest.mark.parametrize(
    "function",
    [NORMALISE_PICTURE, WRITE_CLOSER_VIEW, PROBE_VIDEO, WRITE_POSTER, WRITE_LAST_FRAME],
    ids=lambda function: function.name,
)
def test_names_a_function_that_exists(function: WorkerFunction[object, object]) -> None:
    assert callable(function.imported())


def test_calls_the_function_it_names() -> None:
    join: WorkerFunction[str, str, str] = WorkerFunction(module="posixpath", name="join")

    assert join("media", "day.jpg") == "media/day.jpg"


async def test_keeps_decoders_out_of_the_importing_process() -> None:
    program = (
        "import sys, bot.media.picture_intake, bot.media.video_file;"
        "print(*sorted({'PIL', 'av', 'cv2', 'numpy', 'pi_heif'} & set(sys.modules)))"
    )

    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=PIPE)
    imported, _ = await process.communicate()

    assert process.returncode == 0
    assert imported.strip() == b""
