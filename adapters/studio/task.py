"""A task: what was ordered, by whom, and how far it got. It is stored as it stands here."""

from dataclasses import dataclass
from enum import StrEnum

from adapters.studio.element_request import CustomElementRequest, ReferenceType
from adapters.studio.renderer.scene import Aspect, Quality, SceneShot
from adapters.studio.video_request import ShotType, Sound, VideoGenerationRequest
from adapters.studio.video_rules import is_custom_storyboard

TASK_ID_PREFIX = "task-unified-"


class TaskState(StrEnum):
    """Where a task is in its life; the value is the API's word."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


MOVES: dict[TaskState, frozenset[TaskState]] = {
    TaskState.PENDING: frozenset({TaskState.PROCESSING, TaskState.FAILED, TaskState.CANCELLED}),
    # Back to pending when the studio stops in an orderly way while a task renders.
    TaskState.PROCESSING: frozenset({TaskState.PENDING, TaskState.COMPLETED, TaskState.FAILED, TaskState.CANCELLED}),
    TaskState.COMPLETED: frozenset(),
    TaskState.FAILED: frozenset(),
    TaskState.CANCELLED: frozenset(),
}


class FaultCode(StrEnum):
    """Why a task failed; the value is the API's word."""

    INVALID_PARAMETERS = "invalid_parameters"
    IMAGE_PROCESSING_ERROR = "image_processing_error"
    GENERATION_FAILED_NO_CONTENT = "generation_failed_no_content"
    GENERATION_TIMEOUT = "generation_timeout"
    SERVICE_ERROR = "service_error"
    #: From here on only where the caller asks for it.
    CONTENT_POLICY_VIOLATION = "content_policy_violation"
    IMAGE_DIMENSION_MISMATCH = "image_dimension_mismatch"
    REQUEST_CANCELLED = "request_cancelled"
    RESOURCE_EXHAUSTED = "resource_exhausted"
    QUOTA_EXCEEDED = "quota_exceeded"
    SERVICE_UNAVAILABLE = "service_unavailable"
    RESOURCE_NOT_FOUND = "resource_not_found"
    UNKNOWN_ERROR = "unknown_error"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What a failed task says about itself."""

    code: FaultCode
    message: str


@dataclass(frozen=True, kw_only=True)
class VideoOrder:
    """A video as ordered, with every rule of the API already checked."""

    image_start: str | None
    image_end: str | None
    prompt: str
    negative_prompt: str
    duration_seconds: int
    quality: Quality
    aspect: Aspect
    sound: bool
    shots: tuple[SceneShot, ...]
    split_into_shots: bool
    element_ids: tuple[str, ...]
    watermark: bool


@dataclass(frozen=True, kw_only=True)
class ElementOrder:
    """An element as ordered; it has pictures, the frontal one first, or a video."""

    name: str
    description: str
    picture_urls: tuple[str, ...]
    video_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Task:
    """One accepted submission and everything that is known of it; exactly one of the two orders is set."""

    task_id: str
    owner: str
    model: str
    created_at: float
    #: Links in answers begin with this.
    base_url: str
    price_uc: int
    first_estimate_seconds: int
    body_digest: str
    #: Empty for the first take of a request.
    take: str = ""
    video: VideoOrder | None = None
    element: ElementOrder | None = None
    callback_url: str | None = None
    idempotency_key: str | None = None
    state: TaskState = TaskState.PENDING
    #: How often rendering was begun.
    attempts: int = 0
    ended_at: float | None = None
    fault: Fault | None = None
    #: Names the video in its link; unguessable.
    result_name: str | None = None
    element_id: str | None = None
    callback_due: bool = False
    #: With what the task is to fail because its caller tests that.
    rehearsed_fault: FaultCode | None = None

    @property
    def is_over(self) -> bool:
        """Return whether nothing more can happen to the task."""
        return not MOVES[self.state]

    @property
    def reserved_uc(self) -> int:
        """Return what the task holds back from its owner's balance."""
        return 0 if self.is_over else self.price_uc

    @property
    def spent_uc(self) -> int:
        """Return what the task has cost for good."""
        return self.price_uc if self.state is TaskState.COMPLETED else 0


def build_video_order(request: VideoGenerationRequest, *, reads_aspect: bool) -> VideoOrder:
    """Return the order that a checked request means."""
    params = request.model_params
    custom = is_custom_storyboard(request)
    shots = sorted(params.multi_prompt or (), key=lambda shot: shot.index) if custom else ()
    return VideoOrder(
        image_start=request.image_start,
        image_end=request.image_end,
        prompt="" if custom else request.prompt,
        negative_prompt=request.negative_prompt,
        duration_seconds=request.duration,
        quality=request.quality,
        aspect=Aspect(request.aspect_ratio) if request.aspect_ratio and reads_aspect else Aspect.AUTO,
        sound=request.sound is Sound.ON,
        shots=tuple(SceneShot(prompt=shot.prompt, seconds=int(shot.duration)) for shot in shots),
        split_into_shots=params.multi_shot and params.shot_type is ShotType.INTELLIGENCE,
        element_ids=tuple(str(element.element_id) for element in params.element_list),
        watermark=params.watermark_info.enabled,
    )


def build_element_order(request: CustomElementRequest) -> ElementOrder:
    """Return the order that a checked request means."""
    params = request.model_params
    pictures, videos = params.element_image_list, params.element_video_list
    urls: tuple[str, ...] = ()
    if pictures and params.reference_type is ReferenceType.IMAGES:
        urls = (pictures.frontal_image, *(picture.image_url for picture in pictures.refer_images))
    return ElementOrder(
        name=params.element_name,
        description=params.element_description,
        picture_urls=urls,
        video_url=videos.refer_videos[0].video_url if videos and not urls else None,
    )
