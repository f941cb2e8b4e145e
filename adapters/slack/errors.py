"""The one place where errors of Slack and of its library become errors of Flipbook."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import BotError, PlaceUnreachable, ServiceBusy, ServiceFailed
from bot.messages import slack as sentences

_CALL_SECONDS = 60.0
_HTTP_TOO_MANY = 429
_HTTP_SERVER_ERROR = 500

_CLOSED = frozenset(
    {
        "access_denied",
        "app_access_restricted",
        "cannot_dm_bot",
        "cannot_reply_to_message",
        "channel_is_archived",
        "channel_is_limited_access",
        "channel_not_found",
        "ekm_access_denied",
        "invalid_channel",
        "is_archived",
        "is_bot",
        "is_inactive",
        "messages_tab_disabled",
        "not_in_channel",
        "org_login_required",
        "posting_to_channel_denied",
        "posting_to_general_channel_denied",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "slack_connect_canvas_sharing_blocked",
        "slack_connect_file_link_sharing_blocked",
        "slack_connect_file_upload_sharing_blocked",
        "team_access_not_granted",
        "team_not_found",
        "thread_locked",
        "thread_not_found",
        "user_disabled",
        "user_not_found",
        "user_not_in_channel",
        "user_not_visible",
        "users_not_found",
    }
)
#: The workspace removed us; nothing more can be said there until somebody installs the app anew.
_REMOVED = frozenset({"account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed"})
_GONE = frozenset({"message_not_found"})
_KEPT = frozenset({"cant_delete_file", "cant_delete_message", "delete_not_allowed", "file_deleting_disabled"})
_FROZEN = frozenset({"cant_update_message", "edit_window_closed"})
_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "block_mismatch"})
_FILE_REFUSED = frozenset(
    {
        "blocked_file_type",
        "file_type_not_allowed",
        "file_upload_size_restricted",
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
        "storage_limit_reached",
    }
)
_FILE_GONE = frozenset({"file_not_found", "file_deleted"})
_BUSY = frozenset(
    {
        "accesslimited",
        "external_channel_migrating",
        "fatal_error",
        "internal_error",
        "message_limit_exceeded",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
        "team_quota_exceeded",
        "update_failed",
    }
)


class MessageGone(PlaceUnreachable):
    """A message that was to be changed is no more."""


class EditRefused(ServiceFailed):
    """The workspace no longer lets a message be changed."""


class DeleteRefused(ServiceFailed):
    """The workspace lets the bot delete nothing."""


class BlocksRefused(ServiceFailed):
    """The workspace does not know the blocks of a message."""


class FileRefused(ServiceFailed):
    """The workspace takes no such file."""


class FileGone(ServiceFailed):
    """Slack knows no such file, or no longer."""


class ScopeMissing(ServiceFailed):
    """The app may not do this in the workspace."""


class AnswerLost(ServiceBusy):
    """A call went out and nobody knows whether it did anything."""


@asynccontextmanager
async def calling_slack(*, timeout_seconds: float = _CALL_SECONDS) -> AsyncIterator[None]:
    """Bound a call in time and translate what it raises."""
    try:
        async with asyncio.timeout(timeout_seconds):
            yield
    except SlackApiError as error:
        raise translate_slack_error(error) from error
    except aiohttp.ClientConnectorError as error:
        raise ServiceBusy(sentences.busy(), code="slack_unreachable") from error
    except (SlackClientError, aiohttp.ClientError, OSError) as error:
        raise AnswerLost(sentences.busy(), code="slack_answer_lost") from error


def translate_slack_error(error: SlackApiError) -> BotError:
    """Return the error of ours that says what happened, most specific first."""
    name, status = read_error_name(error), _read_status(error)
    code = f"slack_{name or status}"
    if status == _HTTP_TOO_MANY or name in _BUSY:
        return ServiceBusy(sentences.busy(), code=code, retry_after_seconds=_read_retry_after(error))
    if not name and status >= _HTTP_SERVER_ERROR:
        return AnswerLost(sentences.busy(), code=code)
    for names, kind, sentence in (
        (_GONE, MessageGone, sentences.place_closed()),
        (_FROZEN, EditRefused, sentences.broken()),
        (_KEPT, DeleteRefused, sentences.delete_refused()),
        (_CLOSED, PlaceUnreachable, sentences.place_closed()),
        (_REMOVED, PlaceUnreachable, sentences.not_installed()),
        (_BLOCKS, BlocksRefused, sentences.broken()),
        (_FILE_REFUSED, FileRefused, sentences.file_refused()),
        (_FILE_GONE, FileGone, sentences.file_gone()),
        (frozenset({"missing_scope", "not_allowed_token_type"}), ScopeMissing, sentences.scope_missing()),
    ):
        if name in names:
            return kind(sentence, code=code)
    return ServiceFailed(sentences.broken(), code=code)


def read_error_name(error: SlackApiError) -> str:
    """Return Slack's own name for what went wrong, or nothing where it gave none."""
    answer = _read_answer(error)
    return str(answer.get("error", ""))


def _read_answer(error: SlackApiError) -> Mapping[str, Any]:
    answer = getattr(error.response, "data", error.response)
    return answer if isinstance(answer, Mapping) else {}


def _read_status(error: SlackApiError) -> int:
    status = getattr(error.response, "status_code", None) or getattr(error.response, "status", None)
    return status if isinstance(status, int) else 0


def _read_retry_after(error: SlackApiError) -> float | None:
    headers = getattr(error.response, "headers", None) or {}
    for name, value in headers.items():
        if name.lower() == "retry-after" and str(value).isdecimal():
            return float(value)
    return None
