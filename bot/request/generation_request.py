"""The request: what one video is to be, as a frozen value that can be stored and asked for again.

The rules that tie its parts together live in `bot.request.rules`; the words people use for its parts live in
`bot.request.options`.
"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Quality(StrEnum):
    """How large the video is; the value is what people type."""

    HD = "720p"
    FULL_HD = "1080p"
    ULTRA_HD = "4k"


class Aspect(StrEnum):
    """The shape of the video; AUTO follows the picture."""

    AUTO = "auto"
    WIDE = "16:9"
    TALL = "9:16"
    SQUARE = "1:1"


class ShotMode(StrEnum):
    """Who cuts the video into shots: nobody, the person, or the service."""

    SINGLE = "single"
    CUSTOM = "custom"
    INTELLIGENT = "intelligent"


class Frozen(BaseModel):
    """A value that never changes and knows nothing but its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Picture(Frozen):
    """A normalised picture in the media store: upright, opaque RGB, within every limit of the video API."""

    #: Where the media store keeps it.
    key: str
    #: `image/jpeg` or `image/png`.
    media_type: str
    width: int
    height: int
    size_bytes: int


class Shot(Frozen):
    """One shot of a storyboard."""

    prompt: str
    #: Whole seconds.
    seconds: int


class Storyboard(Frozen):
    """How the video is cut into shots; `shots` is empty unless the mode is CUSTOM."""

    mode: ShotMode = ShotMode.SINGLE
    shots: tuple[Shot, ...] = ()


class RequestOptions(Frozen):
    """Everything a person can say about a video beside its pictures; field names are the option names."""

    prompt: str = ""
    negative: str = ""
    #: Whole seconds, 3 to 15.
    duration: int = 5
    aspect: Aspect = Aspect.AUTO
    quality: Quality = Quality.HD
    sound: bool = False
    shots: Storyboard = Storyboard()
    #: Ids of up to three elements that were created at the service before.
    elements: tuple[str, ...] = ()
    watermark: bool = False
    #: A public HTTPS address that the service itself tells when the task has ended.
    callback: str | None = None


class GenerationRequest(Frozen):
    """One video to make: its options and one or two pictures.

    A request may carry only a last frame. How that reaches the service depends on what the service accepts, see
    `bot.job.frames`.
    """

    options: RequestOptions
    first_frame: Picture | None = None
    last_frame: Picture | None = None
