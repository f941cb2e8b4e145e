"""What the checkup says of settings that do not fit together; what it says of Discord and Slack stands with those."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.application.doctor import run_doctor
from bot.settings import Settings


async def examine(folder: Path, settings: Mapping[str, str]) -> list[str]:
    """Return what is wrong with these settings, without asking anybody."""
    findings = await run_doctor(Settings.model_validate({"data_folder": folder, **settings}))
    return [finding.sentence for finding in findings if not finding.is_good]


async def test_nothing_is_wrong_where_nothing_is_set_up(tmp_path: Path) -> None:
    assert await examine(tmp_path, {}) == []


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "no workspace can install the app. Set `FLIPBOOK_PUBLIC_BASE_URL`"),
        ({"public_base_url": "https://bot.example", "slack_bot_token": "xoxb-1"}, "counts for nothing"),
    ],
)
async def test_names_what_keeps_workspaces_from_installing(tmp_path: Path, settings: dict[str, str], told: str) -> None:
    credentials = {"slack_client_id": "1.2", "slack_client_secret": "s", "slack_signing_secret": "s"}
    (wrong,) = await examine(tmp_path, {**credentials, **settings})

    assert told in wrong


async def test_says_that_half_of_the_credentials_is_missing(tmp_path: Path) -> None:
    (wrong,) = await examine(tmp_path, {"slack_client_id": "1.2", "slack_signing_secret": "s"})

    assert "only one of `FLIPBOOK_SLACK_CLIENT_ID` and `FLIPBOOK_SLACK_CLIENT_SECRET` is set" in wrong


async def test_says_that_nobody_can_be_heard(tmp_path: Path) -> None:
    credentials = {"slack_client_id": "1.2", "slack_client_secret": "s", "public_base_url": "https://bot.example"}
    (wrong,) = await examine(tmp_path, credentials)

    assert "the bot cannot hear anybody" in wrong
