import pytest

from adapters.slack.posted import PostedMessage


@pytest.mark.parametrize("words", ["C1ABC:1700000000.000100", "D1ABC:1700000000.000100:F1ABC"])
def test_a_message_is_spelled_as_it_was_read(words: str) -> None:
    assert PostedMessage.parse(words).spell() == words


@pytest.mark.parametrize("words", ["", "no such message", "C1:abc", "C1:1.2:", "X1:1.2", "C1:1.2:F1\n", "C1:1.2:F1:F2"])
def test_anything_else_is_no_message(words: str) -> None:
    with pytest.raises(ValueError, match="no id"):
        PostedMessage.parse(words)


def test_a_message_has_an_address() -> None:
    posted = PostedMessage(channel_id="C1", timestamp="1700000000.000100")

    assert posted.link(workspace_address="https://acme.slack.com/") == (
        "https://acme.slack.com/archives/C1/p1700000000000100"
    )
