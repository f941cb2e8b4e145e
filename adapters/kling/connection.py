"""Calls to the API's own servers: one attempt, or several where a call may be repeated.

Which calls exist is not known here.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
)
from pydantic import BaseModel, ValidationError

from adapters.kling.errors import translate_error
from adapters.kling.reply import ApiReply, build_reply
from adapters.kling.settings import KlingLimits, KlingSettings, build_user_agent
from bot.errors import OutcomeUnknown, ServiceBusy
from bot.messages import service as sentences

logger = logging.getLogger(__name__)

Model = TypeVar("Model", bound=BaseModel)
Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class ApiCall:
    """One call, as often as it is attempted."""

    method: str
    url: str
    json: Mapping[str, object] | None = None
    query: Mapping[str, str] | None = None
    #: Builds the body anew for each attempt, since a form can be sent only once.
    build_form: Callable[[], FormData] | None = None
    idempotency_key: str | None = None
    #: Asks the studio for another take of the same request.
    take: str = ""
    timeout_seconds: float


class ApiConnection:
    """Knows the key and shows it to the API's own servers only: redirects are never followed."""

    def __init__(self, session: ClientSession, settings: KlingSettings) -> None:
        """Use a session that somebody else opened and will close."""
        self._session = session
        self._key = settings.api_key
        self._user_agent = build_user_agent()
        self._limits = settings.limits

    @property
    def limits(self) -> KlingLimits:
        """Return how long and how much a call may take."""
        return self._limits

    async def call_once(self, call: ApiCall) -> ApiReply:
        """Make one attempt and return a successful answer.

        Raise `ServiceBusy` when the call surely had no effect and may be repeated, `OutcomeUnknown` when it may
        have had one, `RequestRefused` or `ServiceFailed` when it was refused for good.
        """
        reply = await self._exchange(call)
        if reply.is_success:
            return reply
        error = translate_error(reply)
        logger.warning(
            "The video API answered %s %s with %s: %s",
            call.method,
            call.url,
            reply.status,
            type(error).__name__,
            extra={"error_code": reply.error_code, "request_id": reply.request_id},
        )
        raise error

    async def call_repeatedly(self, call: ApiCall, read: Callable[[ApiReply], Result]) -> Result:
        """Make a call that does no harm when it is made twice and return what `read` makes of the answer.

        Raise `ServiceBusy` when every attempt was in vain.
        """
        for attempt in range(1, self._limits.attempts):
            try:
                return read(await self.call_once(call))
            except (ServiceBusy, OutcomeUnknown) as error:
                pause = self._pause_after(error, attempt)
            await asyncio.sleep(pause)
        try:
            return read(await self.call_once(call))
        except OutcomeUnknown as error:
            raise ServiceBusy(sentences.service_unreachable(), code=error.code) from error

    def _pause_after(self, error: ServiceBusy | OutcomeUnknown, attempt: int) -> float:
        asked = error.retry_after_seconds if isinstance(error, ServiceBusy) else None
        if asked is None:
            return self._limits.pause_seconds * 2.0 ** (attempt - 1)
        if asked > self._limits.inline_wait_seconds:
            raise error
        return asked

    async def _exchange(self, call: ApiCall) -> ApiReply:
        try:
            async with self._session.request(
                call.method,
                call.url,
                params=call.query,
                json=call.json,
                data=call.build_form() if call.build_form else None,
                headers=self._build_headers(call),
                allow_redirects=False,
                timeout=ClientTimeout(total=call.timeout_seconds, sock_connect=self._limits.connect_seconds),
            ) as response:
                content = await self._read(response)
                return build_reply(response.status, response.headers, content)
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise ServiceBusy(sentences.service_unreachable(), code="unreachable") from error
        except (ClientError, TimeoutError, OSError) as error:
            raise OutcomeUnknown(sentences.outcome_unknown(), code="no_answer") from error

    def _build_headers(self, call: ApiCall) -> dict[str, str]:
        headers = {
            "Authorization": f"Bearer {self._key.get_secret_value()}",
            "User-Agent": self._user_agent,
            "Accept": "application/json",
        }
        if call.idempotency_key:
            headers["Idempotency-Key"] = call.idempotency_key
        if call.take:
            headers["Flipbook-Take"] = call.take
        return headers

    async def _read(self, response: ClientResponse) -> bytes:
        content = bytearray()
        async for chunk in response.content.iter_any():
            content += chunk
            if len(content) > self._limits.answer_bytes:
                logger.warning("The video API's answer is longer than %s bytes", self._limits.answer_bytes)
                return b""
        return bytes(content)


def parse_answer(reply: ApiReply, model: type[Model]) -> Model:
    """Return the answer as `model`; raise `OutcomeUnknown` when a call that succeeded is answered with nonsense."""
    try:
        return model.model_validate(reply.body)
    except ValidationError as error:
        raise OutcomeUnknown(sentences.service_broken(), code="unreadable_answer") from error
