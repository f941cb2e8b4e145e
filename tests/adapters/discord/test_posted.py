from adapters.discord.posted import PostedMessage
from bot.job.job import ReplyAddress

THREAD = ReplyAddress(platform="discord", tenant="7", place="8", thread="9")
DIRECT = ReplyAddress(platform="discord", place="8")


def test_a_message_in_its_place_needs_no_channel() -> None:
    posted = PostedMessage(channel_id=9, message_id=5)

    assert posted.spell(address=THREAD) == "5"
    assert PostedMessage.parse("5", address=THREAD) == posted


def test_a_message_elsewhere_names_its_channel() -> None:
    posted = PostedMessage(channel_id=8, message_id=5)

    assert posted.spell(address=THREAD) == "8/5"
    assert PostedMessage.parse("8/5", address=THREAD) == posted


def test_links_lead_to_the_message() -> None:
    links = [
        PostedMessage(channel_id=9, message_id=5).link(address=THREAD),
        PostedMessage(channel_id=77, message_id=5).link(address=THREAD),
        PostedMessage(channel_id=8, message_id=5).link(address=DIRECT),
    ]

    assert links == [
        "https://discord.com/channels/7/9/5",
        "https://discord.com/channels/@me/77/5",
        "https://discord.com/channels/@me/8/5",
    ]
