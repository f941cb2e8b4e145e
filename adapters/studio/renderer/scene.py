"""What the renderer is asked to draw: a `Scene` of plain values, complete and already validated."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Quality(StrEnum):
    """How large the video is; the value is the API's word."""

    HD = "720p"
    FULL_HD = "1080p"
    ULTRA_HD = "4k"


class Aspect(StrEnum):
    """The shape of the video; AUTO follows the first picture."""

    AUTO = "auto"
    WIDE = "16:9"
    TALL = "9:16"
    SQUARE = "1:1"


@dataclass(frozen=True, kw_only=True)
class SceneShot:
    """One shot of a storyboard."""

    prompt: str
    #: Whole seconds; all shots together are as long as the scene.
    seconds: int


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One video to render; at least one of the two frames is present."""

    #: Decodable JPEG or PNG files, upright and without alpha.
    first_frame: Path | None = None
    last_frame: Path | None = None
    prompt: str = ""
    negative_prompt: str = ""
    #: Whole seconds, 3 to 15.
    duration_seconds: int = 5
    quality: Quality = Quality.HD
    aspect: Aspect = Aspect.AUTO
    sound: bool = False
    #: Empty for a single shot.
    shots: tuple[SceneShot, ...] = ()
    #: Cut the scene into shots by its words; `shots` is empty then.
    split_into_shots: bool = False
    #: Pictures of up to three things that appear in the scene.
    elements: tuple[Path, ...] = ()
    watermark: bool = False
    #: Draw the small "animatic" mark that keeps a preview from being taken for the paid model.
    animatic_mark: bool = True
    #: Written into the file's metadata beside the prompt.
    task_id: str = ""
    #: Names a repetition that is to look a little different; empty for the first.
    take: str = ""
