"""Sentences in a list of somebody's jobs, as Discord and Slack show it; the marks around words belong to them."""

from bot.job.job import JobState


def job_line(number: int, *, state: str, prompt: str, moment: str, link: str | None) -> str:
    """List one job; all words are escaped and marked up already."""
    return " · ".join(filter(None, (f"{number}. {state}", prompt or "—", moment, link)))


def open_job() -> str:
    """Name the link to a job's message."""
    return "open"


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
