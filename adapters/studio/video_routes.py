"""Handlers of submissions, tasks, models and credits. What they decide is decided elsewhere."""

from typing import Annotated

from aiohttp import web
from pydantic import Field, ValidationError

from adapters.studio.admission import Submission
from adapters.studio.answers import (
    CreditBalances,
    CreditsAnswer,
    TaskBatchAnswer,
    TaskListAnswer,
    TokenCredits,
    UserCredits,
    build_list_entry,
    build_model_list,
    build_submission_answer,
)
from adapters.studio.gateway import Call, answer_json, read_json
from adapters.studio.order_reader import build_field_problem
from adapters.studio.prices import convert_to_credits
from adapters.studio.refusal import ApiRefused, FieldProblem, Refusal, refuse_field
from adapters.studio.rehearsal import REHEARSAL_HEADER, read_rehearsal
from adapters.studio.studio import read_page_number
from adapters.studio.task import Task, TaskState
from adapters.studio.video_request import RequestModel

_MAXIMUM_PAGE = 1_000_000
_MAXIMUM_PAGE_SIZE = 100
#: The list calls everything unfinished `processing`.
_LIST_STATES = {
    "processing": frozenset({TaskState.PENDING, TaskState.PROCESSING}),
    "completed": frozenset({TaskState.COMPLETED}),
    "failed": frozenset({TaskState.FAILED}),
    "cancelled": frozenset({TaskState.CANCELLED}),
}


class TaskBatchRequest(RequestModel):
    """The tasks to look up."""

    task_ids: list[Annotated[str, Field(max_length=200)]] = Field(max_length=50)


async def submit_generation(call: Call) -> web.StreamResponse:
    """Accept a video or an element to make."""
    submission = Submission(
        account=call.account,
        body=await read_json(call.request),
        idempotency_key=call.request.headers.get("Idempotency-Key"),
        take=call.request.headers.get("Flipbook-Take", ""),
        base_url=call.base_url,
        rehearsed_fault=read_rehearsal(call.request.headers.get(REHEARSAL_HEADER)),
    )
    admitted = await call.studio.admission.submit(submission)
    headers = {"idempotency-replayed": "true"} if admitted.is_replay else None
    return answer_json(build_submission_answer(admitted.task, call.studio.settings.credit_unit), headers)


async def query_task(call: Call) -> web.StreamResponse:
    """Show one task."""
    task = call.studio.find_own_task(call.request.match_info["task_id"], call.account)
    return answer_json(call.studio.describe_task(task, base_url=call.base_url))


async def cancel_task(call: Call) -> web.StreamResponse:
    """Cancel an unfinished task; asking again changes nothing."""
    task = call.studio.find_own_task(call.request.match_info["task_id"], call.account)
    if task.is_over and task.state is not TaskState.CANCELLED:
        raise ApiRefused(Refusal.TASK_NOT_CANCELLABLE)
    if not task.is_over:
        task = await call.studio.production.cancel(task)
    return answer_json(call.studio.describe_task(task, base_url=call.base_url))


async def list_tasks(call: Call) -> web.StreamResponse:
    """Show one page of the key's tasks, newest first."""
    query = call.request.query
    page = read_page_number(query.get("page"), "page", default=1, maximum=_MAXIMUM_PAGE)
    size = read_page_number(query.get("page_size"), "page_size", default=20, maximum=_MAXIMUM_PAGE_SIZE)
    tasks = _filter_tasks(call)
    shown = tasks[(page - 1) * size : page * size]
    progress = call.studio.production.get_progress
    answer = TaskListAnswer(
        data=[build_list_entry(task, progress(task)) for task in shown],
        total=len(tasks),
        page=page,
        page_size=size,
    )
    return answer_json(answer)


async def query_tasks(call: Call) -> web.StreamResponse:
    """Show several tasks at once; unknown and foreign ones are left out."""
    try:
        wanted = TaskBatchRequest.model_validate(await read_json(call.request))
    except ValidationError as error:
        raise refuse_field(build_field_problem(error)) from error
    found = filter(None, map(call.studio.register.find, dict.fromkeys(wanted.task_ids)))
    own = [task for task in found if task.owner == call.account.owner]
    return answer_json(TaskBatchAnswer(data=[call.studio.describe_task(task, base_url=call.base_url) for task in own]))


async def list_models(_call: Call) -> web.StreamResponse:
    """Show the models that can be used."""
    return answer_json(build_model_list())


async def show_credits(call: Call) -> web.StreamResponse:
    """Show the balance of the key."""
    accounts = call.studio.accounts
    remaining = convert_to_credits(accounts.get_remaining_uc(call.account))
    used = convert_to_credits(accounts.get_used_uc(call.account))
    balances = CreditBalances(
        token=TokenCredits(
            remaining_credits=remaining,
            unlimited_credits=call.account.is_unlimited,
            used_credits=used,
        ),
        user=UserCredits(remaining_credits=remaining, used_credits=used),
    )
    return answer_json(CreditsAnswer(data=balances))


def _filter_tasks(call: Call) -> list[Task]:
    query = call.request.query
    tasks = call.studio.register.list_newest_first(call.account.owner)
    if query.get("status"):
        states = _LIST_STATES.get(query["status"])
        if states is None:
            raise refuse_field(FieldProblem("status", f"must be one of {', '.join(_LIST_STATES)}"))
        tasks = [task for task in tasks if task.state in states]
    if query.get("model"):
        tasks = [task for task in tasks if task.model == query["model"]]
    return tasks if query.get("type") in {None, "", "video"} else []
