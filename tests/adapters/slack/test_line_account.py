import logging

from adapters.slack.line_account import LineAccount, SocketTimes

ACCOUNT = LineAccount(
    app_token="xapp-1-secret",  # noqa: S106  # no secret: nobody knows it
    base_url="http://127.0.0.1:1/api/",
    times=SocketTimes(ping_seconds=0.5),
    log_level=logging.INFO,
)


def test_arrives_as_it_was_sent() -> None:
    assert LineAccount.parse(ACCOUNT.spell()) == ACCOUNT


def test_does_not_show_its_token() -> None:
    assert "xapp-1-secret" not in repr(ACCOUNT)
