"""The video API's calls about tasks and the account, each as one method. Files are in `adapters.kling.files`."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import quote

from aiohttp import ClientSession

from adapters.kling.answers import Credits, CreditsAnswer, ModelList, TaskAnswer, TaskBatch, TaskPage
from adapters.kling.connection import ApiCall, ApiConnection, Model, parse_answer
from adapters.kling.settings import KlingSettings
from bot.errors import BotError, OutcomeUnknown, ServiceBusy
from bot.messages import service as sentences

logger = logging.getLogger(__name__)

MOST_TASKS_PER_BATCH = 50


class KlingClient:
    """Speaks the API's own words; the core never sees them."""

    def __init__(self, session: ClientSession, settings: KlingSettings) -> None:
        """Use a session that somebody else opened and will close."""
        self._connection = ApiConnection(session, settings)
        self._base_url = settings.api_base_url.rstrip("/")
        self._timeout_seconds = settings.limits.call_seconds

    async def submit(self, body: Mapping[str, object], *, key: str, take: str = "") -> TaskAnswer:
        """Submit a task, the one call that costs money, under an idempotency key.

        An attempt whose outcome is in doubt (no answer, an unreadable one, 500, 502, 504, 409, or any 5xx that the
        service itself did not word) is followed at once by one more under the same key, which finds the accepted
        task if there is one. Only such a find clears the doubt: whatever else the second attempt brings says
        nothing about the first, so it ends as `OutcomeUnknown`. A worded 503, a 429 and a connection that was
        never made are `ServiceBusy`: the service took nothing. Only the studio knows what a `take` is.
        """
        call = self._build_call("POST", "/v1/videos/generations", json=body, idempotency_key=key, take=take)
        try:
            return await self._submit_when_allowed(call)
        except OutcomeUnknown as doubt:
            logger.warning("Submission in doubt, asking again under the same key", extra={"error_code": doubt.code})
        try:
            return await self._submit_once(call)
        except BotError as error:
            code = error.code if isinstance(error, OutcomeUnknown) else "no_answer"
            raise OutcomeUnknown(sentences.outcome_unknown(), code=code) from error

    async def fetch_task(self, task_id: str) -> TaskAnswer:
        """Ask how a task stands."""
        return await self._fetch(TaskAnswer, f"/v1/tasks/{quote(task_id, safe='')}")

    async def fetch_tasks(self, *, page: int = 1, page_size: int = 20) -> TaskPage:
        """Ask for one page of the account's tasks, newest first."""
        return await self._fetch(TaskPage, "/v1/tasks", query={"page": str(page), "page_size": str(page_size)})

    async def fetch_batch(self, task_ids: Sequence[str]) -> TaskBatch:
        """Ask how up to 50 tasks stand; those that the service does not know are missing in the answer."""
        if len(task_ids) > MOST_TASKS_PER_BATCH:
            message = f"one batch is at most {MOST_TASKS_PER_BATCH} tasks"
            raise ValueError(message)
        call = self._build_call("POST", "/v1/tasks/batch", json={"task_ids": list(task_ids)})
        return await self._read(TaskBatch, call)

    async def cancel_task(self, task_id: str) -> TaskAnswer:
        """Stop a task; only the studio has this call."""
        return await self._read(TaskAnswer, self._build_call("POST", f"/v1/tasks/{quote(task_id, safe='')}/cancel"))

    async def fetch_credits(self) -> Credits:
        """Ask for the balances of the key and the account."""
        return (await self._fetch(CreditsAnswer, "/v1/credits")).data

    async def fetch_models(self) -> Sequence[str]:
        """Ask which models the key may use."""
        return tuple(row.id for row in (await self._fetch(ModelList, "/v1/models")).data)

    async def _submit_when_allowed(self, call: ApiCall) -> TaskAnswer:
        try:
            return await self._submit_once(call)
        except ServiceBusy as busy:
            wait = busy.retry_after_seconds
            if wait is None or wait > self._connection.limits.inline_wait_seconds:
                raise
        await asyncio.sleep(wait)
        return await self._submit_once(call)

    async def _submit_once(self, call: ApiCall) -> TaskAnswer:
        reply = await self._connection.call_once(call)
        return parse_answer(reply, TaskAnswer).model_copy(update={"is_replay": reply.is_replay})

    async def _fetch(self, model: type[Model], path: str, query: Mapping[str, str] | None = None) -> Model:
        return await self._read(model, self._build_call("GET", path, query=query))

    async def _read(self, model: type[Model], call: ApiCall) -> Model:
        return await self._connection.call_repeatedly(call, partial(parse_answer, model=model))

    def _build_call(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, object] | None = None,
        query: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        take: str = "",
    ) -> ApiCall:
        return ApiCall(
            method=method,
            url=self._base_url + path,
            json=json,
            query=query,
            idempotency_key=idempotency_key,
            take=take,
            timeout_seconds=self._timeout_seconds,
        )
