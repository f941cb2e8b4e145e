"""Sentences on the card of a job, in its result and on its buttons."""

from bot.job.job import Charge


def queued(ahead: int) -> str:
    """Say how many jobs come first."""
    return "Queued, next in line" if ahead == 0 else f"Queued, {ahead} ahead"


def submitting() -> str:
    """Say that the job is being handed over."""
    return "Handing over to the video service"


def waiting_at_service() -> str:
    """Say that the service has not begun."""
    return "Waiting for the video service"


def rendering(percent: int | None) -> str:
    """Say how far the service is, with a percentage only where it is real."""
    return "Rendering" if percent is None else f"Rendering, {percent} %"


def cancelling() -> str:
    """Say that a cancellation is on its way."""
    return "Cancelling"


def delivering() -> str:
    """Say that the video is ready and being posted."""
    return "Finishing: posting the video"


def done(seconds: float) -> str:
    """Say how long it took."""
    return f"Done in {spell_duration(seconds)}"


def failed() -> str:
    """Say that there will be no video."""
    return "No video"


def cancelled() -> str:
    """Say that the job was stopped."""
    return "Cancelled"


def expired() -> str:
    """Say that the outcome can no longer be found out."""
    return "Lost track of it"


def unclear() -> str:
    """Say that nobody knows whether the service took the job."""
    return "Unclear whether the video service took it"


def unclear_note() -> str:
    """Explain the doubt and both ways out."""
    return (
        "The service did not answer when it was asked to start. It may be rendering and may have charged for it. "
        "`Check again` looks for it and costs nothing; `Try again` asks anew and may be charged twice."
    )


def charge_note(charge: Charge) -> str:
    """Say whether a job that ended without a video cost anything."""
    return {
        Charge.NOT_CHARGED: "You weren't charged.",
        Charge.CHARGED: "It was charged.",
        Charge.UNKNOWN: "It may have been charged.",
    }[charge]


def leave_note() -> str:
    """Promise the mention, so that nobody has to wait."""
    return "You can leave. You will be mentioned when it is ready, or if it fails."


def late_note() -> str:
    """Say that a job takes longer than such jobs usually do."""
    return "Taking longer than usual. It is still running, and you don't need to wait here."


def about_credits(credit_count: float) -> str:
    """Say what a video should cost."""
    return f"About {credit_count:g} credits"


def result_ready() -> str:
    """Follow the mention of who asked."""
    return "your video is ready."


def no_video(*, is_made: bool) -> str:
    """Follow the mention of who asked for a video that did not come."""
    return "your video could not be posted." if is_made else "your video could not be made."


def video_lost() -> str:
    """Follow the mention of who asked for a video whose fate can no longer be found out."""
    return "your video did not arrive."


def video_in_doubt() -> str:
    """Follow the mention of who asked for a video that may have been started."""
    return "your video is in doubt."


def doubt_reason() -> str:
    """Explain the doubt in short and say who settles it."""
    return "The video service did not say whether it took it. Choose on the card how to go on."


def preview_caption(label: str) -> str:
    """Say that a preview is not the paid model's work."""
    return f"{label}: an animatic drawn on this machine"


def describe_video(prompt: str) -> str:
    """Describe a video to people who cannot see it."""
    return f"Video: {prompt}" if prompt else "Video without a description"


def describe_first_frame(prompt: str) -> str:
    """Describe the first frame to people who cannot see it."""
    return f"First frame for: {prompt}" if prompt else "First frame"


def describe_last_frame(prompt: str) -> str:
    """Describe the last frame to people who cannot see it."""
    return f"Last frame for: {prompt}" if prompt else "Last frame"


def storyboard_prompt(shot_count: int, first: str) -> str:
    """Stand in for the prompt of a storyboard."""
    return f"{shot_count} shots: {first}"


def option_seconds(seconds: int) -> str:
    """Name the length."""
    return f"{seconds} s"


def option_sound() -> str:
    """Name the sound."""
    return "with sound"


def option_shots(count: int) -> str:
    """Name the cuts."""
    return f"{count} shots" if count else "automatic shots"


def option_elements(count: int) -> str:
    """Name the elements."""
    return "1 element" if count == 1 else f"{count} elements"


def option_watermark() -> str:
    """Name the watermark."""
    return "watermark"


def spell_duration(seconds: float) -> str:
    """Spell a time span in minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def button_cancel() -> str:
    """Label."""
    return "Cancel"


def button_reroll() -> str:
    """Label."""
    return "Re-roll"


def button_edit() -> str:
    """Label."""
    return "Edit prompt"


def button_continue() -> str:
    """Label."""
    return "Continue"


def button_delete() -> str:
    """Label."""
    return "Delete"


def button_check_again() -> str:
    """Label."""
    return "Check again"


def button_try_again() -> str:
    """Label."""
    return "Try again"
