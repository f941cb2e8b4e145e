"""Draws the messages that bring finished videos and announcements; Slack puts no buttons under files."""

from adapters.slack.text import cut_text, escape_text, mention_person
from adapters.slack.video_post import VideoMessage
from bot.job.card import FailurePost, Notice, ResultPost

_TITLE_LENGTH = 200


def draw_result(result: ResultPost, *, remark: str | None = None) -> VideoMessage:
    """Draw a result; `remark` says what is different from what was to be expected."""
    lines = [f"{mention_person(result.requester)} {result.text}", remark, escape_text(result.caption)]
    return VideoMessage(
        marker=f"result:{result.job_id}",
        video=result.video,
        title=cut_text(result.alt_text, length=_TITLE_LENGTH),
        comment="\n".join(line for line in lines if line),
        may_stand=result.may_stand,
        fresh=result.fresh,
    )


def draw_failure_text(failure: FailurePost, *, remark: str | None) -> str:
    """Return the news that there is no video."""
    lines = (f"{mention_person(failure.requester)} {escape_text(failure.words)}", remark)
    return "\n".join(line for line in lines if line)


def draw_notice_text(notice: Notice, *, remark: str | None = None) -> str:
    """Return the words of an announcement."""
    return "\n".join(line for line in (escape_text(notice.text), remark) if line)
