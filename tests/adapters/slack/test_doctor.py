from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Bot

from adapters.slack.doctor import examine_installations, examine_slack
from adapters.slack.manifest import SCOPES
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


async def test_rights_that_the_manual_offers_are_not_called_needless(slack: LocalSlack) -> None:
    workspace = slack.add_workspace("Acme", scopes=(*SCOPES, "channels:history"))

    assert not any("does not need" in finding.sentence for finding in await examine(slack, workspace))


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
    slack.fail_always(Method.CONNECTIONS_OPEN, answer_page(503))
    complaints = list_complaints(await examine(slack, workspace))

    assert ["it does not answer right now" in told for told in complaints] == [True, True]
    assert not any("token" in told for told in complaints)


async def test_what_follows_from_a_missing_right_is_not_told_again(slack: LocalSlack) -> None:
    workspace = slack.add_workspace("Acme")
    slack.take_scopes(workspace, "channels:read")
    (complaint,) = list_complaints(await examine(slack, workspace))

    assert "the bot lacks `channels:read`" in complaint


async def test_a_token_that_will_end_is_no_token_for_the_settings(slack: LocalSlack) -> None:
    found = await examine_slack(SecretStr("xoxe.xoxb-1-abc"), app_token=None, base_url=slack.api_url)

    assert "works for twelve hours at most" in list_complaints(list(found))[0]


async def test_changes_nothing(slack: LocalSlack) -> None:
    workspace = slack.add_workspace("Acme")
    await examine(slack, workspace)

    assert {call.method for call in slack.calls} == {"apps.connections.open", "auth.test", "conversations.list"}


class Installations:
    """The tokens of some workspaces, as if they had been installed."""

    def __init__(self, *workspaces: Workspace, expires_at: int | None = None) -> None:
        self._bots = {
            workspace.id: Bot(
                team_id=workspace.id,
                team_name=workspace.name,
                bot_id="B1",
                bot_user_id="U1",
                bot_token=workspace.bot_token,
                bot_token_expires_at=expires_at,
                installed_at=0.0,
            )
            for workspace in workspaces
        }

    async def list_teams(self) -> list[str]:
        return list(self._bots)

    async def find_bot_of_team(self, team_id: str) -> Bot | None:
        return self._bots.get(team_id)


async def test_every_workspace_that_installed_the_app_is_looked_at(slack: LocalSlack) -> None:
    workspaces = [slack.add_workspace(name) for name in ("Acme", "Bolt", "Cask")]
    installations = Installations(*workspaces)
    slack.take_scopes(workspaces[1], "files:read")
    slack.revoke(workspaces[2])
    found = await examine_installations(installations, base_url=slack.api_url)
    first, second = list_complaints(list(found))

    assert "the bot lacks `files:read`" in first
    assert "the token of the workspace `Cask` does not work" in second
    assert "`/slack/install`" in second


async def test_a_token_that_is_about_to_be_renewed_is_no_fault(slack: LocalSlack) -> None:
    installations = Installations(slack.add_workspace("Acme"), expires_at=1)
    (found,) = await examine_installations(installations, base_url=slack.api_url)

    assert found.is_good
    assert "renews it" in found.sentence
    assert slack.calls == []


async def test_says_that_nobody_has_installed_the_app(slack: LocalSlack) -> None:
    (found,) = await examine_installations(Installations(), base_url=slack.api_url)

    assert found.is_good
    assert "no workspace has installed the app yet" in found.sentence
