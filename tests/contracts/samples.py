"""Values for the contract suites: small and valid, each field changeable."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.conversation import Channel, Message, MessageKind
from bot.job.job import Job, Price, ReplyAddress, Requester
from bot.notification import NotificationRule
from bot.request.generation_request import GenerationRequest, RequestOptions

#: With microseconds, which a careless store would drop.
NOON = datetime(2026, 3, 29, 12, 0, 0, 123456, tzinfo=UTC)

ADA = Requester(platform="web", id="u1", name="Ada")


def after_noon(seconds: float) -> datetime:
    """Return a moment shortly after noon."""
    return NOON + timedelta(seconds=seconds)


def build_job(job_id: str, **changes: object) -> Job:
    """Build a job that was accepted at noon."""
    job = Job(
        id=job_id.ljust(24, "0"),
        request=GenerationRequest(options=RequestOptions(prompt="a ship")),
        requester=ADA,
        address=ReplyAddress(platform="web", place="general"),
        price=Price(),
        created_at=NOON,
    )
    return replace(job, **changes)  # type: ignore[arg-type] # each test names real fields


def build_channel(channel_id: str, **changes: object) -> Channel:
    """Build a public channel that was made at noon."""
    channel = Channel(id=channel_id, name=channel_id.title(), private_to=None, created_at=NOON)
    return replace(channel, **changes)  # type: ignore[arg-type] # each test names real fields


def build_message(text: str, **changes: object) -> Message:
    """Build a message for the channel `general`."""
    message = Message(
        channel_id="general",
        author_id="u1",
        author_name="Ada",
        kind=MessageKind.TEXT,
        text=text,
        body={},
        marker=None,
        created_at=NOON,
    )
    return replace(message, **changes)  # type: ignore[arg-type] # each test names real fields


def build_rule(rule_id: str, **changes: object) -> NotificationRule:
    """Build a rule that announces the jobs of one server in its channel `films`."""
    rule = NotificationRule(
        id=rule_id,
        source=ReplyAddress(platform="discord", tenant="s1", place=""),
        target=ReplyAddress(platform="discord", tenant="s1", place="films", thread="t9"),
        created_by=ADA,
        only_mine=False,
        created_at=NOON,
    )
    return replace(rule, **changes)  # type: ignore[arg-type] # each test names real fields
