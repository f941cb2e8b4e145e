"""Texts on their way to Slack: what people wrote can neither mention nor link, and is cut where Slack would cut it."""

from datetime import datetime

from bot.job.job import Requester

PLATFORM = "slack"


def escape_text(text: str) -> str:
    """Return people's words so that nothing in them is a mention, a link or a command."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape_text(text: str) -> str:
    """Return words as people typed them."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mention_person(person: Requester) -> str:
    """Return a person's mention, or the name of somebody from another platform."""
    return f"<@{person.id}>" if is_member(person) else escape_text(person.name)


def mention_channel(channel_id: str) -> str:
    """Return a channel's name that can be clicked."""
    return f"<#{channel_id}>"


def spell_time(moment: datetime) -> str:
    """Return a moment's time of day, which Slack shows in the reader's own time zone."""
    return f"<!date^{int(moment.timestamp())}^{{time}}|{moment:%H:%M} UTC>"


def is_member(person: Requester) -> bool:
    """Tell whether Slack knows a person under their id."""
    return person.platform == PLATFORM and person.id[:1] in {"U", "W"} and person.id.isalnum()


def cut_text(text: str, *, length: int) -> str:
    """Return a text of at most `length` characters, with an ellipsis where something is left out."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def cut_escaped(text: str, *, length: int) -> str:
    """Escape people's words and keep them within `length` characters, without cutting an escape in two."""
    escaped = escape_text(text)
    while len(escaped) > length:
        text = cut_text(text, length=len(text) - max(1, (len(escaped) - length) // 5))
        escaped = escape_text(text)
    return escaped
