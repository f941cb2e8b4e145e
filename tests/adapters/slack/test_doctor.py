from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from adapters.slack.doctor import examine_slack
from bot.checkup import Finding
from bot.job.job import ReplyAddress
from tests.contracts.samples import build_rule
from tests.fakes.notifications import MemoryNotificationStore
from tests.servers.slack.faults import answer_page
from tests.servers.slack.methods import Method
from tests.servers.slack.records import ChannelKind, Workspace
from tests.servers.slack.server import LocalSlack, local_slack


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    """Open a local Slack."""
    async with local_slack() as slack:
        yield slack


async def examine(slack: LocalSlack, workspace: Workspace, *channels: str) -> list[Finding]:
    """Let the doctor look at a workspace in which videos are announced in these channels."""
    rules = MemoryNotificationStore()
    for number, channel in enumerate(channels):
        target = ReplyAddress(platform="slack", tenant=workspace.id, place=channel)
        source = target.model_copy(update={"place": ""})
        await rules.add(build_rule(f"rule{number}", source=source, target=target))
    found = await examine_slack(
        SecretStr(workspace.bot_token),
        app_token=SecretStr(slack.app.app_token),
        rules=rules,
        base_url=slack.api_url,
    )
    return list(found)


def list_complaints(findings: list[Finding]) -> list[str]:
    """Return what is to be mended."""
    return [finding.sentence for finding in findings if not finding.is_good]


async def test_finds_nothing_wrong_where_all_is_well(slack: LocalSlack) -> None:
    workspace = slack.add_workspace("Acme")
    channel = slack.add_channel(workspace, "design")
    findings = await examine(slack, workspace, channel.id)

    assert list_complaints(findings) == []
    assert "in the workspace `Acme`" in " ".join(finding.sentence for finding in findings)


async def test_names_missing_rights_and_what_they_are_for(slack: LocalSlack) -> None:
    workspace = slack.add_workspace("Acme")
    slack.take_scopes(workspace, "files:write", "im:write")
    (complaint,) = list_complaints(await examine(slack, workspace))

    assert "`files:write` (posts videos), `im:write` (writes to people directly)" in complaint
    assert "`flipbook slack manifest`" in complaint


async def test_names_rights_that_are_not_needed(slack: LocalSlack) -> None:
    workspace = slack.add_workspace("Acme")
    sentences = [finding.sentence for finding in await examine(slack, workspace)]

    assert any("It does not need `reactions:write`, `team:read`." in sentence for sentence in sentences)


async def test_says_how_to_get_into_a_channel(slack: LocalSlack) -> None:
    workspace = slack.add_workspace("Acme")
    channels = [
        slack.add_channel(workspace, "design", has_bot=False),
        slack.add_channel(workspace, "secret", has_bot=False, kind=ChannelKind.PRIVATE),
    ]
    complaints = list_complaints(await examine(slack, workspace, *(channel.id for channel in channels)))

    assert complaints[0] == "Slack: the bot is not in `#design`. Type `/invite @Flipbook` there."
    assert f"cannot see the channel `{channels[1].id}`" in complaints[1]


async def test_says_that_a_channel_is_archived(slack: LocalSlack) -> None:
    workspace = slack.add_workspace("Acme")
    channel = slack.add_channel(workspace, "old")
    channel.is_archived = True

    assert "`#old` is archived" in list_complaints(await examine(slack, workspace, channel.id))[0]


async def test_a_refused_token_is_named_with_the_way_to_a_new_one(slack: LocalSlack) -> None:
    workspace = slack.add_workspace("Acme")
    token = SecretStr(workspace.bot_token)
    slack.uninstall(workspace)
    findings = await examine_slack(token, app_token=SecretStr("xapp-wrong"), base_url=slack.api_url)
    complaints = [finding.sentence for finding in findings]

    assert "FLIPBOOK_SLACK_APP_TOKEN" in complaints[0]
    assert "FLIPBOOK_SLACK_BOT_TOKEN" in complaints[1]
    assert not any(finding.is_good for finding in findings)


async def test_a_slack_that_does_not_answer_is_told_from_a_wrong_token(slack: LocalSlack) -> None:
    workspace = slack.add_workspace("Acme")
    slack.fail_always(Method.AUTH_TEST, answer_page(503))
    complaints = list_complaints(await examine(slack, workspace))

    assert "Slack does not answer right now" in complaints[0]


async def test_changes_nothing(slack: LocalSlack) -> None:
    workspace = slack.add_workspace("Acme")
    await examine(slack, workspace)

    assert {call.method for call in slack.calls} == {"apps.connections.open", "auth.test", "conversations.list"}
