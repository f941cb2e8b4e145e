import json

from typer.testing import CliRunner

from adapters.slack.command import slack

runner = CliRunner()


def test_prints_the_manifest_of_socket_mode() -> None:
    result = runner.invoke(slack, ["manifest"])

    assert result.exit_code == 0
    assert json.loads(result.output)["settings"]["socket_mode_enabled"]


def test_prints_the_manifest_of_signed_requests() -> None:
    result = runner.invoke(slack, ["manifest", "--public-url", "https://bot.example", "--http"])

    assert not json.loads(result.output)["settings"]["socket_mode_enabled"]


def test_signed_requests_need_an_address() -> None:
    result = runner.invoke(slack, ["manifest", "--http"])

    assert result.exit_code == 2
    assert "--public-url" in result.output


def test_an_address_that_slack_would_refuse_is_refused_here() -> None:
    result = runner.invoke(slack, ["manifest", "--public-url", "http://bot.example"])

    assert result.exit_code == 2
    assert "https://" in result.output


def test_a_token_in_the_settings_of_one_workspace_never_ends() -> None:
    result = runner.invoke(slack, ["manifest", "--public-url", "https://bot.example", "--http", "--one-workspace"])
    manifest = json.loads(result.output)

    assert not manifest["settings"]["token_rotation_enabled"]
    assert manifest["settings"]["interactivity"]["request_url"] == "https://bot.example/slack/events"
    assert "redirect_urls" not in manifest["oauth_config"]
