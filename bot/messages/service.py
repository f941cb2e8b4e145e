"""Sentences about the video service: why it took no request, or made no video of one.

Whether a job was charged is not said here: the card adds that from the job's `Charge`.
"""


def settings_refused() -> str:
    """Say that the service did not take the request as it is."""
    return "The video service did not take this request. Change the prompt or the options and send it again."


def content_refused(reason: str | None = None) -> str:
    """Say that the service objects to what is shown or written, and to what exactly where it says so."""
    objection = f": {reason}" if reason else ""
    return f"The video service refused the content{objection}. Change the pictures or the prompt and send it again."


def request_too_large() -> str:
    """Say that the service found the request too large."""
    return "The video service found the request too large. Use smaller pictures or fewer words and send it again."


def first_frame_needed() -> str:
    """Say that this service does not start from a last frame alone."""
    return "This video service needs a first frame. Add one and send it again."


def key_refused() -> str:
    """Say that the bot itself is locked out."""
    return "The video service does not accept this bot's key. Ask whoever runs the bot to renew it, then try again."


def credits_used_up() -> str:
    """Say that the bot's account is empty."""
    return "The bot's account at the video service has no credits left. Ask whoever runs the bot to top it up."


def key_limit_reached() -> str:
    """Say that the key's own limit is reached, whatever the account holds."""
    return "The bot's key has reached its spending limit. Ask whoever runs the bot to raise it, or try again tomorrow."


def model_not_allowed() -> str:
    """Say that the key does not open this model."""
    return "The bot's key may not use this video model. Ask whoever runs the bot to allow it."


def model_not_found() -> str:
    """Say that the service does not know what we asked of it."""
    return "The video service does not offer this model. Ask whoever runs the bot to check its settings."


def picture_not_fetched() -> str:
    """Say that the service could not open the pictures it was given."""
    return "The video service could not open the pictures. Send them again; if that fails too, use other pictures."


def picture_does_not_fit() -> str:
    """Say that a picture and the shape of the video do not go together."""
    return "The pictures do not fit the shape of the video. Set `aspect` to `auto` or use other pictures."


def upload_refused() -> str:
    """Say that a picture did not arrive."""
    return "The video service did not store the pictures. Try again in a minute."


def service_busy() -> str:
    """Say that the service has no room for the moment."""
    return "The video service is busy. Try again in a few minutes."


def service_unreachable() -> str:
    """Say that nobody answers at the service's address."""
    return "The video service cannot be reached. Try again in a few minutes."


def service_broken() -> str:
    """Say that the service answered with something that is no answer."""
    return "The video service gave an answer that makes no sense. Try again in a few minutes."


def outcome_unknown() -> str:
    """Say that the service may or may not have begun."""
    return "The video service did not say whether it took the request. It may be working on it."


def task_unreadable() -> str:
    """Say that only the question failed, not the video."""
    return "The video service did not say how this video stands. Flipbook keeps asking."


def task_interrupted() -> str:
    """Say that the service stopped the work."""
    return "The video service stopped the work on this video. Send the request again."


def task_already_ended() -> str:
    """Say that it is too late to cancel."""
    return "The video service has already ended its work on this video. There is nothing left to cancel."


def no_video_made() -> str:
    """Say that the service's work led to nothing."""
    return "The video service could not make a video from this. Change the prompt or the pictures and send it again."


def service_error() -> str:
    """Say that the service broke while it worked."""
    return "The video service had an error while it made the video. Send the same request again in a minute."


def took_too_long() -> str:
    """Say that the service gave up."""
    return "The video service ran out of time. Try again later, or ask for something simpler or shorter."


def task_forgotten() -> str:
    """Say that the service lost the task."""
    return "The video service no longer knows this task. Ask whoever runs the bot to look it up."


def failed_without_reason() -> str:
    """Say that the service failed and did not say why."""
    return "The video service failed and did not say why. Try again; if it fails again, change the pictures."


def result_not_fetched() -> str:
    """Say that the finished video could not be downloaded this time."""
    return "The video is finished, but it could not be downloaded yet. Flipbook tries again."


def result_expired() -> str:
    """Say that the finished video is gone."""
    return "The video was finished, but its link has expired. Send the request again."


def result_too_large(limit_bytes: int) -> str:
    """Say the size at which a download is given up."""
    limit = f"{limit_bytes / 1024**2:,.0f} MB"
    return f"The finished video is larger than {limit}. Ask for a shorter video or a lower quality."


def result_unsafe() -> str:
    """Say that the link does not lead to a place from which a bot should download."""
    return "The video service gave a link that is not safe to open. Ask whoever runs the bot to look at the log."
