"""The bodies of all answers as pydantic models, and how they are built from tasks. Errors are in `refusal.py`."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from adapters.studio.element_request import ELEMENT_MODEL
from adapters.studio.prices import convert_to_credits, convert_to_unit
from adapters.studio.settings import CreditUnit
from adapters.studio.task import Task, TaskState
from adapters.studio.video_request import VIDEO_MODEL

USER_GROUP = "default"


class AnswerModel(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(frozen=True)


class TaskSummary(AnswerModel):
    """What can be done with a task, and for how long it will take."""

    can_cancel: bool
    estimated_time: int | None = Field(default=None, ge=0, description="Seconds until it is done")
    video_duration: int | None = Field(default=None, description="Seconds of video")


class Usage(AnswerModel):
    """What a task reserves or has cost."""

    billing_rule: Literal["per_second", "per_call"]
    credits_reserved: float = Field(ge=0)
    credits_used: float | None = Field(default=None, ge=0)
    user_group: str = USER_GROUP


class TaskError(AnswerModel):
    """Why a task failed."""

    code: str
    message: str
    type: Literal["task_error"] = "task_error"


class ElementName(AnswerModel):
    """An element that a task has made."""

    element_id: str


class ElementResult(AnswerModel):
    """What an element task delivers."""

    element_id: str
    elements: list[ElementName]


class TaskAnswer(AnswerModel):
    """A task as the API shows it: the answer to a submission, to a query, and the body of a callback."""

    created: int
    id: str
    model: str
    object: Literal["video.generation.task"] = "video.generation.task"
    progress: int = Field(ge=0, le=100)
    status: TaskState
    results: list[str] | None = Field(default=None, description="Links, valid for 24 hours")
    result_data: ElementResult | None = None
    error: TaskError | None = None
    task_info: TaskSummary
    type: Literal["video"] = "video"
    usage: Usage


class TaskBatchAnswer(AnswerModel):
    """Several tasks; those that are unknown are left out."""

    data: list[TaskAnswer]


class TaskListEntry(AnswerModel):
    """One line of the list of tasks."""

    id: str
    status: TaskState
    model: str
    type: Literal["video"] = "video"
    progress: int
    created_at: int
    has_results: bool
    has_error: bool
    credits_used: float


class TaskListAnswer(AnswerModel):
    """One page of the list of tasks, newest first."""

    data: list[TaskListEntry]
    total: int
    page: int
    page_size: int


class ModelEntry(AnswerModel):
    """One model."""

    id: str
    object: Literal["model"] = "model"


class ModelListAnswer(AnswerModel):
    """The models that can be used."""

    data: list[ModelEntry]


class TokenCredits(AnswerModel):
    """The balance of a key."""

    remaining_credits: float
    unlimited_credits: bool
    used_credits: float


class UserCredits(AnswerModel):
    """The balance of the key's user, who here has one key only."""

    remaining_credits: float
    used_credits: float


class CreditBalances(AnswerModel):
    """Both balances."""

    token: TokenCredits
    user: UserCredits


class CreditsAnswer(AnswerModel):
    """The answer to a question for the balance."""

    data: CreditBalances
    message: str = ""
    success: bool = True


def build_submission_answer(task: Task, unit: CreditUnit) -> TaskAnswer:
    """Return what a submission is answered with, however far the task is by now."""
    return TaskAnswer(
        created=int(task.created_at),
        id=task.task_id,
        model=task.model,
        progress=0,
        status=TaskState.PENDING,
        task_info=TaskSummary(
            can_cancel=True,
            estimated_time=task.first_estimate_seconds,
            video_duration=task.video.duration_seconds if task.video else None,
        ),
        usage=_build_usage(task.price_uc, task, unit),
    )


def build_task_answer(task: Task, unit: CreditUnit, *, progress: int, estimated_seconds: int) -> TaskAnswer:
    """Return what a query is answered with; `progress` and `estimated_seconds` count for unfinished tasks."""
    return TaskAnswer(
        created=int(task.created_at),
        id=task.task_id,
        model=task.model,
        progress=progress,
        status=task.state,
        results=_list_results(task),
        result_data=_build_element_result(task),
        error=TaskError(code=task.fault.code, message=task.fault.message) if task.fault else None,
        task_info=TaskSummary(
            can_cancel=not task.is_over,
            estimated_time=None if task.is_over else estimated_seconds,
            video_duration=task.video.duration_seconds if task.video else None,
        ),
        usage=_build_usage(task.reserved_uc, task, unit),
    )


def build_list_entry(task: Task, progress: int) -> TaskListEntry:
    """Return a task as a line of the list."""
    return TaskListEntry(
        id=task.task_id,
        status=task.state,
        model=task.model,
        progress=progress,
        created_at=int(task.created_at),
        has_results=task.state is TaskState.COMPLETED,
        has_error=task.fault is not None,
        credits_used=convert_to_credits(task.spent_uc),
    )


def build_model_list() -> ModelListAnswer:
    """Return the models the studio serves."""
    return ModelListAnswer(data=[ModelEntry(id=VIDEO_MODEL), ModelEntry(id=ELEMENT_MODEL)])


def _build_usage(reserved_uc: int, task: Task, unit: CreditUnit) -> Usage:
    return Usage(
        billing_rule="per_second" if task.video else "per_call",
        credits_reserved=convert_to_unit(reserved_uc, unit),
        credits_used=convert_to_unit(task.spent_uc, unit) if task.is_over else None,
    )


def _list_results(task: Task) -> list[str] | None:
    if task.state is not TaskState.COMPLETED:
        return None
    return [f"{task.base_url}/results/{task.result_name}.mp4"] if task.video else []


def _build_element_result(task: Task) -> ElementResult | None:
    if task.element_id is None:
        return None
    return ElementResult(element_id=task.element_id, elements=[ElementName(element_id=task.element_id)])
