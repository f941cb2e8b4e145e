"""The API's answers as frozen values: strict in what Flipbook cannot do without, lenient in all the rest."""

from typing import Annotated

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, ValidatorFunctionWrapHandler
from pydantic.functional_validators import WrapValidator


def _none_if_unreadable(value: object, read: ValidatorFunctionWrapHandler) -> object:
    try:
        return read(value)
    except ValidationError:
        return None


#: An accepted, paid task must not be lost because some detail beside its id has an unexpected form.
_LENIENT = WrapValidator(_none_if_unreadable)
LenientText = Annotated[str | None, _LENIENT]
LenientNumber = Annotated[float | None, _LENIENT]

#: Stands in the path of later calls.
TaskId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,128}$")]


class Answer(BaseModel):
    """A part of an answer; members that are not named here are ignored."""

    # Answers may quote prompts, which have no place in a traceback.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class TaskDetails(Answer):
    """What the service says about its work on a task."""

    #: Seconds from submission to video.
    estimated_time: LenientNumber = None


class TaskFault(Answer):
    """Why a task failed."""

    code: Annotated[str | int | None, _LENIENT] = None
    message: LenientText = None


class TaskBilling(Answer):
    """What became of the reserved credits."""

    charge_status: LenientText = None
    refund_status: LenientText = None


class VideoLink(Answer):
    """Where some models put the address of a video."""

    video_url: LenientText = None


class TaskAnswer(Answer):
    """A task as submission and query describe it."""

    id: TaskId = Field(validation_alias=AliasChoices("id", "task_id"))
    status: LenientText = None
    progress: LenientNumber = None
    task_info: Annotated[TaskDetails | None, _LENIENT] = None
    results: Annotated[tuple[str, ...] | None, _LENIENT] = None
    result_data: Annotated[tuple[VideoLink, ...] | VideoLink | None, _LENIENT] = None
    error: Annotated[TaskFault | None, _LENIENT] = None
    billing: Annotated[TaskBilling | None, _LENIENT] = None
    #: Told by a header of the answer, whatever the body says.
    is_replay: Annotated[bool | None, _LENIENT] = None

    @property
    def video_url(self) -> str | None:
        """Return the first link to a video, from wherever the answer has it."""
        if self.results:
            return self.results[0]
        links = self.result_data if isinstance(self.result_data, tuple) else (self.result_data,)
        return next((link.video_url for link in links if link and link.video_url), None)


class TaskRow(Answer):
    """One row of the task list."""

    id: TaskId
    #: Unix time in seconds.
    created_at: float


class TaskPage(Answer):
    """One page of the task list, newest first."""

    data: tuple[TaskRow, ...]
    total: LenientNumber = None


class TaskBatch(Answer):
    """Several tasks at once; those that the service does not know are missing."""

    data: tuple[TaskAnswer, ...]


class TokenCredits(Answer):
    """The balance of one key."""

    remaining_credits: float
    unlimited_credits: bool = False
    used_credits: float = 0.0


class UserCredits(Answer):
    """The balance of the account."""

    remaining_credits: float
    used_credits: float = 0.0


class Credits(Answer):
    """Both balances."""

    token: TokenCredits
    user: UserCredits

    @property
    def spendable(self) -> float:
        """Return how many credits the key can still spend."""
        if self.token.unlimited_credits:
            return self.user.remaining_credits
        return min(self.token.remaining_credits, self.user.remaining_credits)


class CreditsAnswer(Answer):
    """The envelope around the balances."""

    data: Credits


class ModelRow(Answer):
    """One model the key may use."""

    id: str


class ModelList(Answer):
    """The models the key may use."""

    data: tuple[ModelRow, ...]


class StoredFile(Answer):
    """A file at the file service."""

    file_id: str
    file_url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=8192)]
    #: ISO 8601 with a time zone.
    expires_at: LenientText = None


class FileRow(Answer):
    """One row of the file list."""

    file_id: str
    file_name: LenientText = None
    file_size: LenientNumber = None


class FilePage(Answer):
    """One page of the file list."""

    files: tuple[FileRow, ...]
    total: LenientNumber = None


class FileQuota(Answer):
    """How many files the account may keep."""

    used_files: int
    max_files: int
    remain_files: int
