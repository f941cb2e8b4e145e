"""Which calls to Slack are made again by themselves: only those that cannot do anything twice."""

from aiohttp import ClientConnectorError, ClientOSError, ServerDisconnectedError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

#: Calls that show something new; one whose answer was lost may have done so.
_POSTING = frozenset(
    {
        "chat.postMessage",
        "chat.postEphemeral",
        "files.completeUploadExternal",
        "conversations.join",
        "oauth.v2.access",
        "views.open",
        "views.push",
    }
)
#: An edit that comes late shows what is old by then; whoever keeps the card draws it anew instead.
_EDITING = frozenset({"chat.update"})
_SERVER_ERRORS = frozenset({500, 502, 503, 504})
_LONGEST_WAIT_SECONDS = 10
_HTTP_TOO_MANY = 429


class ConnectionRetry(AsyncRetryHandler):
    """Repeats calls that never arrived, and calls that are harmless to repeat."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        del state, response
        if isinstance(error, ClientConnectorError):
            return True
        is_cut = isinstance(error, ServerDisconnectedError | ClientOSError)
        return is_cut and name_method(request.url) not in _POSTING


class ServerErrorRetry(AsyncRetryHandler):
    """Repeats harmless calls that Slack stumbled over."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        del state, error
        is_fault = response is not None and response.status_code in _SERVER_ERRORS
        return is_fault and name_method(request.url) not in _POSTING


class RateLimitRetry(AsyncRateLimitErrorRetryHandler):
    """Waits as long as Slack asks, where that is short and the call is still worth making then."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        del state, error
        if response is None or response.status_code != _HTTP_TOO_MANY or name_method(request.url) in _EDITING:
            return False
        return read_retry_after(response) <= _LONGEST_WAIT_SECONDS


def build_retry_handlers() -> list[AsyncRetryHandler]:
    """Return what a client of ours repeats by itself."""
    return [RateLimitRetry(max_retry_count=2), ConnectionRetry(max_retry_count=2), ServerErrorRetry(max_retry_count=1)]


def name_method(url: str) -> str:
    """Return the method of the Web API that an address stands for."""
    return url.partition("?")[0].rstrip("/").rpartition("/")[2]


def read_retry_after(response: HttpResponse) -> int:
    """Return for how many seconds Slack asks to be left alone; 1 where it does not say."""
    for name, values in response.headers.items():
        if name.lower() == "retry-after" and values and values[0].isdecimal():
            return int(values[0])
    return 1
