"""Render processes: their limits and their ends."""

import asyncio
from pathlib import Path

import pytest

from adapters.studio.gauge import Gauge
from adapters.studio.render_order import RenderOrder
from adapters.studio.render_pool import RenderCrashed, RenderTimedOut, open_render_pool
from adapters.studio.renderer.scene import Scene
from adapters.studio.settings import StudioLimits
from tests.adapters.studio.fake_render import fake_render


def build_order(folder: Path, prompt: str) -> RenderOrder:
    return RenderOrder(
        pictures=(),
        gauge_path=folder / "gauge",
        draft=folder / "draft.mp4",
        output=folder / "video.mp4",
        render=fake_render,
        scene=Scene(prompt=prompt),
    )


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def wait_for_begin(gauge: Gauge) -> None:
    while True:
        if gauge.share:
            return
        await asyncio.sleep(0.01)


async def test_ends_a_render_that_takes_too_long_and_goes_on(tmp_path: Path) -> None:
    order = build_order(tmp_path, f"wait for {tmp_path / 'never'}")
    gauge = Gauge.create(order.gauge_path)
    async with open_render_pool(1, StudioLimits(render_seconds=0.2)) as pool:
        with pytest.raises(RenderTimedOut):
            await pool.run(order, gauge)
    async with open_render_pool(1, StudioLimits()) as pool:
        seconds = await pool.run(build_order(tmp_path, "Slow push in"), gauge)

    assert seconds >= 0
    assert list_names(tmp_path) == ["gauge", "video.mp4"]


async def test_survives_a_process_that_dies(tmp_path: Path) -> None:
    gauge = Gauge.create(tmp_path / "gauge")
    async with open_render_pool(1, StudioLimits()) as pool:
        with pytest.raises(RenderCrashed):
            await pool.run(build_order(tmp_path, "die"), gauge)
        await pool.run(build_order(tmp_path, "Slow push in"), gauge)

    assert list_names(tmp_path) == ["gauge", "video.mp4"]


async def test_stops_a_render_whose_waiter_is_cancelled(tmp_path: Path) -> None:
    order = build_order(tmp_path, f"wait for {tmp_path / 'never'}")
    gauge = Gauge.create(order.gauge_path)
    async with open_render_pool(1, StudioLimits()) as pool, asyncio.TaskGroup() as group:
        running = group.create_task(pool.run(order, gauge))
        await wait_for_begin(gauge)
        running.cancel()

    assert gauge.is_stop_asked
    assert "video.mp4" not in list_names(tmp_path)
