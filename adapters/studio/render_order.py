"""What crosses into a render process, and what is done with it there."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from adapters.studio.gauge import Gauge
from adapters.studio.renderer.intake import prepare_picture
from adapters.studio.renderer.scene import Scene
from adapters.studio.renderer.still import extract_still

_NICENESS = 10


class Render(Protocol):
    """Draws a scene into a file; importable by name, so that a render process finds it."""

    def __call__(
        self, scene: Scene, output: Path, *, report: Callable[[float], None], stopped: Callable[[], bool]
    ) -> None:
        """Write the video to `output`, reporting the share of frames encoded and ending early when stopped."""


@dataclass(frozen=True, kw_only=True)
class PictureStep:
    """A fetched file and where its checked, plain form goes."""

    source: Path
    target: Path
    is_video: bool = False


@dataclass(frozen=True, kw_only=True)
class RenderOrder:
    """All a render process needs to know; without a scene only the pictures are prepared."""

    pictures: tuple[PictureStep, ...]
    gauge_path: Path
    #: Where the video grows; on the same file system as `output`, where it goes when it is whole.
    draft: Path
    output: Path
    render: Render
    scene: Scene | None = None


def carry_out(order: RenderOrder) -> float:
    """Prepare the pictures, render the scene and return the seconds that it took.

    The output appears under its name only when it is whole. Raises `PictureRefused`, or whatever the renderer
    raises. Runs in a render process.
    """
    began_at = time.monotonic()
    for step in order.pictures:
        prepare = extract_still if step.is_video else prepare_picture
        prepare(step.source, step.target)
    if order.scene is not None:
        _render(order, order.scene)
    return time.monotonic() - began_at


def yield_to_server() -> None:
    """Let the server, which has little to do but must do it at once, go before this process."""
    os.nice(_NICENESS)


def warm_up() -> None:
    """Do nothing; that this function can be called means that the renderer is loaded."""


def _render(order: RenderOrder, scene: Scene) -> None:
    gauge = Gauge(order.gauge_path)
    server_pid = os.getppid()
    try:
        order.render(
            scene,
            order.draft,
            report=gauge.show,
            # A server that was killed cannot ask; nobody waits for the video then.
            stopped=lambda: gauge.is_stop_asked or os.getppid() != server_pid,
        )
        if order.draft.exists() and order.draft.stat().st_size and not gauge.is_stop_asked:
            order.draft.replace(order.output)
    finally:
        gauge.close()
