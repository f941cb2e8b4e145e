"""What crosses into a render process; what is done with it there is `adapters.studio.render_work`'s business."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from adapters.studio.renderer.scene import Scene


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
    #: None is the studio's own renderer, which only the render process imports.
    render: Render | None = None
    scene: Scene | None = None
