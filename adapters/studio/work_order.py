"""Turns a task into a render order: brings its pictures into a work folder and says what is to be drawn from them."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

from adapters.studio.element import Elements
from adapters.studio.picture_source import PictureSource
from adapters.studio.render_order import PictureStep, Render, RenderOrder
from adapters.studio.renderer.scene import Scene
from adapters.studio.task import ElementOrder, Task, VideoOrder

#: The one picture that comes as a video.
_MOVING = "moving"


@dataclass(frozen=True, kw_only=True)
class WorkFolder:
    """The folder of one task while it is being made."""

    path: Path

    @property
    def gauge_path(self) -> Path:
        """Return where the gauge of the render is."""
        return self.path / "gauge"

    @property
    def draft_path(self) -> Path:
        """Return where the video grows."""
        return self.path / "video.mp4"

    def get_step(self, name: str) -> PictureStep:
        """Return where the picture called `name` is put as it came, and in its plain form."""
        return PictureStep(
            source=self.path / f"{name}.source", target=self.path / f"{name}.png", is_video=name == _MOVING
        )

    async def create(self) -> None:
        """Make the folder, empty."""
        await self.remove()
        await asyncio.to_thread(self.path.mkdir, parents=True)

    async def remove(self) -> None:
        """Remove the folder and all in it."""
        await asyncio.to_thread(shutil.rmtree, self.path, ignore_errors=True)


@dataclass(frozen=True, kw_only=True)
class OrderDesk:
    """Builds render orders."""

    pictures: PictureSource
    elements: Elements
    results_folder: Path
    render: Render | None
    animatic_mark: bool

    def get_result_path(self, result_name: str) -> Path:
        """Return where the video with that name is."""
        return self.results_folder / f"{result_name}.mp4"

    async def prepare(self, task: Task, folder: WorkFolder, result_name: str) -> RenderOrder:
        """Bring everything the task needs into `folder` and return what the render process is to do."""
        await folder.create()
        steps = await self._bring_pictures(task, folder)
        return RenderOrder(
            pictures=tuple(steps.values()),
            gauge_path=folder.gauge_path,
            draft=folder.draft_path,
            output=self.get_result_path(result_name),
            render=self.render,
            scene=self._build_scene(task, task.video, steps) if task.video else None,
        )

    async def _bring_pictures(self, task: Task, folder: WorkFolder) -> dict[str, PictureStep]:
        urls = _list_picture_urls(task.video) if task.video else _list_element_urls(task.element)
        steps = {name: folder.get_step(name) for name in urls}
        for name, step in steps.items():
            await self.pictures.bring(urls[name], step)
        return steps

    def _build_scene(self, task: Task, order: VideoOrder, steps: dict[str, PictureStep]) -> Scene:
        return Scene(
            first_frame=steps["first"].target if "first" in steps else None,
            last_frame=steps["last"].target if "last" in steps else None,
            prompt=order.prompt,
            negative_prompt=order.negative_prompt,
            duration_seconds=order.duration_seconds,
            quality=order.quality,
            aspect=order.aspect,
            sound=order.sound,
            shots=order.shots,
            split_into_shots=order.split_into_shots,
            elements=tuple(map(self.elements.get_picture_path, order.element_ids)),
            watermark=order.watermark,
            animatic_mark=self.animatic_mark,
            task_id=task.task_id,
            take=task.take,
        )


def _list_picture_urls(order: VideoOrder) -> dict[str, str]:
    urls = {"first": order.image_start, "last": order.image_end}
    return {name: url for name, url in urls.items() if url is not None}


def _list_element_urls(order: ElementOrder | None) -> dict[str, str]:
    if order is None:
        return {}
    if order.video_url is not None:
        return {_MOVING: order.video_url}
    return {f"side-{number}": url for number, url in enumerate(order.picture_urls)}
