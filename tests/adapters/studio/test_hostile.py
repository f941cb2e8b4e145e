"""Files and calls that mean harm: refused or survived, within limits; `benchmarks.studio_hostile` has all of them."""

import asyncio
import io
import re
from pathlib import Path

from yarl import URL

from adapters.studio.gauge import Gauge
from adapters.studio.render_order import PictureStep, RenderOrder
from adapters.studio.render_pool import RenderPool, open_render_pool
from adapters.studio.renderer.faults import PictureRefused
from adapters.studio.settings import StudioLimits
from tests.adapters.studio.client import StudioClient
from tests.adapters.studio.hostile_calls import list_calls
from tests.adapters.studio.hostile_files import MOST_PIXELS, build_endless_jpeg, build_png, list_pictures, list_videos

SEED = 3


async def prepare(pool: RenderPool, folder: Path, content: bytes, *, is_video: bool = False) -> str:
    """Have one file prepared and tell how that ended."""
    source = folder / "source"
    await asyncio.to_thread(source.write_bytes, content)
    step = PictureStep(source=source, target=folder / "plain.png", is_video=is_video)
    order = RenderOrder(
        pictures=(step,), gauge_path=folder / "gauge", draft=folder / "draft.mp4", output=folder / "video.mp4"
    )
    try:
        await pool.run(order, Gauge.create(order.gauge_path))
    except PictureRefused as refused:
        return refused.sentence
    return "accepted"


async def test_one_process_outlives_damaged_files(tmp_path: Path) -> None:
    async with open_render_pool(1, StudioLimits(picture_seconds=60)) as pool:
        endings = [
            await prepare(pool, tmp_path, file.content, is_video=file.is_video)
            for file in (*list_pictures(SEED, share=0.1), *list_videos(SEED))
        ]

    assert "accepted" in endings
    assert not any(re.search("took too long|could not be decoded. Save", ending) for ending in endings)


async def test_ends_a_picture_that_takes_for_ever_and_takes_the_next(tmp_path: Path) -> None:
    good, after = build_png((320, 320)), ""
    async with open_render_pool(1, StudioLimits(picture_seconds=1.5)) as pool:
        ending = await prepare(pool, tmp_path, build_endless_jpeg())
        # A machine that stands still makes the good one take too long as well; the next try then succeeds.
        while after != "accepted":
            after = await prepare(pool, tmp_path, good)

    assert "took too long" in ending


async def test_ends_a_picture_that_takes_all_memory(tmp_path: Path) -> None:
    async with open_render_pool(1, StudioLimits(picture_seconds=60)) as pool:
        ending = await prepare(pool, tmp_path, build_png(MOST_PIXELS, colour=6, depth=16))

    assert "too much memory" in ending


async def test_answers_every_call_in_its_own_words(client: StudioClient) -> None:
    answers = {}
    for number, call in enumerate(list_calls(SEED, 80)):
        headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "application/json", **call.headers}
        address = URL(client.base_url + call.path, encoded=True)
        body = io.BytesIO(call.body)
        async with client.session.request(call.method, address, data=body, headers=headers) as response:
            answers[number, call.path[:60]] = (response.status, await response.read())

    assert {name: status for name, (status, _) in answers.items() if status >= 500} == {}
    assert {name: body for name, (status, body) in answers.items() if status == 200 and b"root:" in body} == {}
    assert (await client.make())["status"] == "completed"
