import json
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.errors import (
    AnswerLost,
    BlocksRefused,
    DeleteRefused,
    EditRefused,
    FileGone,
    FileRefused,
    MessageGone,
    ScopeMissing,
    calling_slack,
    read_error_name,
    translate_slack_error,
)
from bot.errors import BotError, PlaceUnreachable, ServiceBusy, ServiceFailed

REFERENCE = Path(__file__).parents[4] / "shared" / "specs" / "slack_api_ref"


def build_error(name: str = "", *, status: int = 200, retry_after: str | None = None) -> SlackApiError:
    """Build what the library raises for an answer of Slack's."""
    response = AsyncSlackResponse(
        client=AsyncWebClient(),
        http_verb="POST",
        api_url="https://slack.com/api/chat.update",
        req_args={},
        data={"ok": False, "error": name} if name else "<html>",  # type: ignore[arg-type] # that is what it does
        headers={} if retry_after is None else {"Retry-After": retry_after},
        status_code=status,
    )
    return SlackApiError("It failed.", response)  # type: ignore[no-untyped-call] # the library has no types here


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("not_in_channel", PlaceUnreachable),
        ("channel_not_found", PlaceUnreachable),
        ("is_archived", PlaceUnreachable),
        ("restricted_action", PlaceUnreachable),
        ("restricted_action_read_only_channel", PlaceUnreachable),
        ("restricted_action_thread_only_channel", PlaceUnreachable),
        ("restricted_action_non_threadable_channel", PlaceUnreachable),
        ("channel_is_limited_access", PlaceUnreachable),
        ("team_access_not_granted", PlaceUnreachable),
        ("slack_connect_file_upload_sharing_blocked", PlaceUnreachable),
        ("invalid_channel", PlaceUnreachable),
        ("user_disabled", PlaceUnreachable),
        ("restricted_action_thread_locked", PlaceUnreachable),
        ("posting_to_channel_denied", PlaceUnreachable),
        ("account_inactive", PlaceUnreachable),
        ("token_revoked", PlaceUnreachable),
        ("message_not_found", MessageGone),
        ("edit_window_closed", EditRefused),
        ("cant_update_message", EditRefused),
        ("invalid_blocks", BlocksRefused),
        ("msg_blocks_too_long", BlocksRefused),
        ("storage_limit_reached", FileRefused),
        ("file_uploads_disabled", FileRefused),
        ("file_uploads_except_images_disabled", FileRefused),
        ("file_upload_size_restricted", FileRefused),
        ("file_type_not_allowed", FileRefused),
        ("cant_delete_message", DeleteRefused),
        ("cant_delete_file", DeleteRefused),
        ("file_deleting_disabled", DeleteRefused),
        ("file_not_found", FileGone),
        ("file_deleted", FileGone),
        ("missing_scope", ScopeMissing),
        ("not_allowed_token_type", ScopeMissing),
        ("fatal_error", ServiceBusy),
        ("message_limit_exceeded", ServiceBusy),
        ("external_channel_migrating", ServiceBusy),
        ("update_failed", ServiceBusy),
        ("ratelimited", ServiceBusy),
        ("something_new", ServiceFailed),
    ],
)
def test_each_error_says_what_happened(name: str, kind: type[BotError]) -> None:
    translated = translate_slack_error(build_error(name))

    assert type(translated) is kind
    assert getattr(translated, "code", "") == f"slack_{name}"


def test_patience_is_asked_for_in_seconds() -> None:
    translated = translate_slack_error(build_error("ratelimited", status=429, retry_after="17"))

    assert isinstance(translated, ServiceBusy)
    assert translated.retry_after_seconds == 17


def test_a_page_of_the_networks_edge_leaves_it_open_what_happened() -> None:
    assert isinstance(translate_slack_error(build_error(status=503)), AnswerLost)
    assert read_error_name(build_error(status=503)) == ""


@pytest.mark.parametrize("error", [SlackClientError("x"), aiohttp.ServerDisconnectedError(), TimeoutError(), OSError()])
async def test_a_lost_answer_may_have_worked(error: Exception) -> None:
    with pytest.raises(AnswerLost):
        async with calling_slack():
            raise error


async def test_a_call_that_never_went_out_is_only_busy() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ServiceBusy) as caught:
            async with calling_slack():
                await session.get("http://127.0.0.1:1/")

    assert type(caught.value) is ServiceBusy


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "files.completeUploadExternal"])
def test_every_documented_error_of_a_method_becomes_one_of_ours(method: str) -> None:
    document = REFERENCE / f"{method}.json"
    if not document.exists():
        pytest.skip("Slack's method reference is not at hand")
    names = json.loads(document.read_text(encoding="utf-8"))["errors"]

    assert all(isinstance(translate_slack_error(build_error(name)), ServiceFailed) for name in names)
