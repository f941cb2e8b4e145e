"""What a render process does with an order. Only render processes import this, and with it everything that draws."""

import os
import time

from adapters.studio.gauge import Gauge
from adapters.studio.render_order import RenderOrder
from adapters.studio.renderer.intake import prepare_picture
from adapters.studio.renderer.render import render as render_scene
from adapters.studio.renderer.scene import Scene
from adapters.studio.renderer.still import extract_still


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


def warm_up() -> None:
    """Do nothing; that this function can be called means that the renderer is loaded."""


def _render(order: RenderOrder, scene: Scene) -> None:
    gauge = Gauge(order.gauge_path)
    server_pid = os.getppid()
    try:
        draw = order.render or render_scene
        draw(
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
