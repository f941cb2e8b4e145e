from pathlib import Path

from adapters.studio.json_folder import JsonFolder
from adapters.studio.pace import Pace, PaceRecord
from adapters.studio.renderer.scene import Aspect, Quality
from adapters.studio.task import VideoOrder


def build_order(seconds: int = 5, end: str | None = None) -> VideoOrder:
    return VideoOrder(
        image_start="https://example.com/day.jpg",
        image_end=end,
        prompt="Slow push in",
        negative_prompt="",
        duration_seconds=seconds,
        quality=Quality.HD,
        aspect=Aspect.AUTO,
        sound=False,
        shots=(),
        split_into_shots=False,
        element_ids=(),
        watermark=False,
    )


async def test_expects_what_it_has_measured_even_after_a_restart(tmp_path: Path) -> None:
    folder = JsonFolder(tmp_path, PaceRecord)
    pace = Pace(folder)
    await pace.load()
    await pace.learn(build_order(5), 10.0)

    restarted = Pace(folder)
    await restarted.load()

    assert restarted.predict_seconds(build_order(15)) == 30.0


async def test_learns_one_and_two_frames_apart(tmp_path: Path) -> None:
    pace = Pace(JsonFolder(tmp_path, PaceRecord))
    await pace.load()
    before = pace.predict_seconds(build_order())

    await pace.learn(build_order(end="https://example.com/night.jpg"), 100.0)

    assert pace.predict_seconds(build_order()) == before
