"""The body of an element submission: a thing or a person to be reused in later videos."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from adapters.studio.refusal import FieldProblem
from adapters.studio.video_request import CallbackUrl, MediaUrl, RequestModel

ELEMENT_MODEL = "kling-custom-element"


class ReferenceType(StrEnum):
    """What an element is made from."""

    IMAGES = "image_refer"
    VIDEO = "video_refer"


class ElementPicture(RequestModel):
    """A picture of the element from another side."""

    image_url: MediaUrl


class ElementPictures(RequestModel):
    """The pictures of an element."""

    frontal_image: MediaUrl
    refer_images: list[ElementPicture] = Field(min_length=1, max_length=3)


class ElementVideo(RequestModel):
    """A video that shows the element."""

    video_url: MediaUrl


class ElementVideos(RequestModel):
    """The one video of an element."""

    refer_videos: list[ElementVideo] = Field(min_length=1, max_length=1)


class ElementParams(RequestModel):
    """What the element is called and what it is made from."""

    element_name: str = Field(min_length=1, max_length=20)
    element_description: str = Field(min_length=1, max_length=100)
    reference_type: Annotated[ReferenceType, Field(strict=False)]
    element_image_list: ElementPictures | None = None
    element_video_list: ElementVideos | None = None
    element_voice_id: str | None = None


class CustomElementRequest(RequestModel):
    """An element to create."""

    model: Literal["kling-custom-element"]
    model_params: ElementParams
    callback_url: CallbackUrl | None = None


def find_element_problem(request: CustomElementRequest) -> FieldProblem | None:
    """Return what the first broken rule between the fields says, or None where all are kept."""
    params = request.model_params
    if params.reference_type is ReferenceType.IMAGES:
        if params.element_image_list is None:
            return FieldProblem("model_params.element_image_list", "is required for image_refer")
        if params.element_voice_id is not None:
            return FieldProblem("model_params.element_voice_id", "is not available for image_refer")
    elif params.element_video_list is None:
        return FieldProblem("model_params.element_video_list", "is required for video_refer")
    return None
