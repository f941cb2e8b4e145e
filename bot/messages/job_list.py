"""Sentences in a list of somebody's jobs, as every platform shows it; the marks around words belong to them."""

from bot.job.job import JobState


def job_line(number: int, *, state: str, prompt: str, moment: str, link: str | None) -> str:
    """List one job; all words are escaped and marked up already."""
    return " · ".join(filter(None, (f"{number}. {state}", prompt or "—", moment, link)))


def open_job() -> str:
    """Name the link to a job's message."""
    return "open"


def job_state(state: JobState) -> str:
    """Name a state in a list, as the headline of a job's card begins."""
    return {
        JobState.QUEUED: "Queued",
        JobState.SUBMITTING: "Handing over",
        JobState.UNCLEAR: "Unclear",
        JobState.RENDERING: "Rendering",
        JobState.DELIVERING: "Finishing",
        JobState.DONE: "Done",
        JobState.FAILED: "No video",
        JobState.CANCELLED: "Cancelled",
        JobState.EXPIRED: "Lost track",
    }[state]
