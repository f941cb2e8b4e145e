"""Sentences about what can and cannot be done with a job, and about jobs that ended without a video."""


def not_your_job(owner: str) -> str:
    """Say who can do it."""
    return f"Only {owner} can do that. You can make your own video from the picture."


def no_such_job() -> str:
    """Say that a job is unknown."""
    return "I no longer know this video. Start again from the picture."


def too_late_to_cancel() -> str:
    """Say that there is nothing left to cancel."""
    return "This video has finished already, so there is nothing to cancel."


def not_finished() -> str:
    """Say that an action needs a finished video."""
    return "This video has not finished yet. Try again when it has."


def not_unclear() -> str:
    """Say that there is no doubt to settle."""
    return "This video's state is known again; look at its card."


def still_unclear() -> str:
    """Say that looking brought nothing."""
    return "The video service shows no task that fits. Check again in a few minutes. This cost nothing."


def too_many_running(count: int) -> str:
    """Say how many jobs one person may have at once."""
    return f"You have {count} videos in progress, which is the most at once. Start this one when one of them is done."


def cancelled_before_start() -> str:
    """Explain a job that never began."""
    return "It was cancelled before it started."


def cancelled_while_rendering(*, really: bool) -> str:
    """Explain a job that was stopped on its way."""
    if really:
        return "It was cancelled while it was rendering."
    return "It was cancelled here. The video service has no way to stop it and keeps working on it."


def service_stayed_busy(minutes: int) -> str:
    """Explain a job that the service never took."""
    return f"The video service took no new work for {minutes} minutes. Try again later."


def vanished() -> str:
    """Explain a job whose task the service forgot."""
    return "The video service no longer knows this task. Ask an administrator to check whether it was charged."


def watched_too_long(seconds: float) -> str:
    """Explain a job that never ended."""
    hours = round(seconds / 3600)
    return f"The video service did not finish in {hours} hours. Ask an administrator whether it was charged."


def result_unusable() -> str:
    """Explain a video that cannot be opened."""
    return (
        "The video service delivered something that is not a playable video. Ask an administrator to check the charge."
    )


def place_gone() -> str:
    """Explain a video that could not be posted."""
    return "The video is finished, but I can no longer post in this channel. It is kept in `/jobs`."


def something_broke(reference: str) -> str:
    """Say that the fault is ours."""
    return f"Something broke on our side. Tell an administrator the reference `{reference}`."


def picture_gone() -> str:
    """Say that a stored picture was deleted."""
    return "That picture is no longer stored here. Add it again."


def video_gone() -> str:
    """Say that a video was deleted."""
    return "That video is no longer stored here, so there is nothing to continue from. Start again from a picture."


def needs_a_form() -> str:
    """Say that an action needs more words first."""
    return "Change what you want in the form and send it."
