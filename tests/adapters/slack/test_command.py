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
