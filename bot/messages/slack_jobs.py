"""Sentences about jobs in a list in Slack. The words around such a list stand in `bot.messages.slack`."""

from bot.job.job import JobState


def job_line(number: int, *, state: str, prompt: str, moment: str, link: str | None) -> str:
    """List one job; all words are escaped already."""
    place = f" · <{link}|open>" if link else ""
    return f"{number}. *{state}* · {prompt or '—'} · {moment}{place}"


def job_state(state: JobState) -> str:
    """Name a state in a list."""
    return {
        JobState.QUEUED: "Queued",
        JobState.SUBMITTING: "Starting",
        JobState.UNCLEAR: "Unclear",
        JobState.RENDERING: "Rendering",
        JobState.DELIVERING: "Posting",
        JobState.DONE: "Done",
        JobState.FAILED: "No video",
        JobState.CANCELLED: "Cancelled",
        JobState.EXPIRED: "Lost",
    }[state]
