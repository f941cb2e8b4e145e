"""The body of a video submission: its shape as pydantic models. Rules between the fields are in `video_rules.py`."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from adapters.studio.renderer.scene import Quality

VIDEO_MODEL = "kling-v3-image-to-video"

#: Written so that every reader of the OpenAPI document understands it.
_SCHEME = r"^[Hh][Tt][Tt][Pp][Ss]?://"

#: The address of a picture. Data URLs are not taken: upload the picture first.
MediaUrl = Annotated[str, Field(pattern=rf"{_SCHEME}[^\s/?#]+[^\s]*$", max_length=8192)]
CallbackUrl = Annotated[str, Field(pattern=_SCHEME, max_length=2048)]


class ShotType(StrEnum):
    """Who cuts the scene into shots."""

    CUSTOMIZE = "customize"
    INTELLIGENCE = "intelligence"


class Sound(StrEnum):
    """Whether the video has a sound track."""

    ON = "on"
    OFF = "off"


class RequestModel(BaseModel):
    """Base of all request bodies: no value is coerced, unknown fields are ignored as the service does."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class ShotPrompt(RequestModel):
    """One shot of a storyboard."""

    index: int = Field(ge=1, le=6, description="Number of the shot, from 1")
    prompt: str = Field(max_length=512)
    duration: str = Field(pattern=r"^(?:[1-9]|1[0-5])$", description="Whole seconds, as text")


class ElementReference(RequestModel):
    """An element that appears in the scene."""

    element_id: str | int = Field(description="Given by a finished kling-custom-element task")


class WatermarkChoice(RequestModel):
    """Whether the video carries a watermark."""

    enabled: bool = False


class VideoParams(RequestModel):
    """Shots, elements and watermark."""

    multi_shot: bool = False
    shot_type: Annotated[ShotType, Field(strict=False)] | None = None
    multi_prompt: list[ShotPrompt] | None = Field(default=None, min_length=1, max_length=6)
    element_list: list[ElementReference] = Field(default=[], max_length=3)
    watermark_info: WatermarkChoice = WatermarkChoice()


class VideoGenerationRequest(RequestModel):
    """A video to make from a first frame, a last frame, or both."""

    model: Literal["kling-v3-image-to-video"]
    image_start: MediaUrl | None = Field(
        default=None,
        description="First frame: .jpg/.jpeg/.png, up to 10MB, sides >= 300px, ratio 1:2.5 to 2.5:1",
    )
    image_end: MediaUrl | None = Field(
        default=None,
        description="Last frame, same requirements; alone it is the picture the video arrives at",
    )
    prompt: str = Field(default="", max_length=2500, description="Empty only with custom shots")
    negative_prompt: str = Field(default="", max_length=2500)
    duration: int = Field(default=5, ge=3, le=15, description="Seconds")
    quality: Annotated[Quality, Field(strict=False)] = Quality.HD
    sound: Annotated[Sound, Field(strict=False)] = Sound.OFF
    aspect_ratio: Literal["16:9", "9:16", "1:1"] | None = None
    model_params: VideoParams = VideoParams()
    callback_url: CallbackUrl | None = Field(default=None, description="HTTPS, public address only")
