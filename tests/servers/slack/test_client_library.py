"""The bot's own addresses are replaced while a block runs, and put back."""

from adapters.slack.desk import Desk
from tests.servers.slack.client_library import install_into_bot, list_functions

ORIGIN, FILES_ORIGIN = "http://127.0.0.1:1", "http://127.0.0.1:2"


def list_texts() -> list[str]:
    defaults = [value for function in list_functions() for value in (function.__kwdefaults__ or {}).values()]
    return [str(text) for value in defaults for text in (value if isinstance(value, frozenset) else (value,))]


def test_no_default_leads_to_the_real_slack() -> None:
    with install_into_bot(origin=ORIGIN, files_origin=FILES_ORIGIN):
        texts = list_texts()

    assert [text for text in texts if "slack.com" in text or "slack-gov.com" in text] == []
    assert f"{ORIGIN}/api/" in texts
    assert "127.0.0.1:2" in texts


def test_defaults_are_put_back() -> None:
    before = list_texts()

    with install_into_bot(origin=ORIGIN, files_origin=FILES_ORIGIN):
        assert list_texts() != before

    assert list_texts() == before


def test_files_may_come_over_plain_http() -> None:
    with install_into_bot(origin=ORIGIN, files_origin=FILES_ORIGIN):
        assert (Desk.__init__.__kwdefaults__ or {})["file_schemes"] == frozenset({"http"})
