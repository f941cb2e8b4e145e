"""Sentences that only the web chat says."""


def stranger() -> str:
    """Ask somebody without a cookie to start anew."""
    return "This page no longer knows who you are. Reload it and try again."


def wrong_origin() -> str:
    """Say that a request came from another page."""
    return "This request came from another page, so it was not carried out. Open Flipbook's own page and try again."


def wrong_host() -> str:
    """Say that the page was opened under a name that it does not go by."""
    return "Flipbook is not served under this name. Open it by the address that it printed when it started."


def name_unusable(*, maximum: int) -> str:
    """Say what a display name looks like."""
    return f"A name has 1 to {maximum} visible characters."


def name_taken(name: str) -> str:
    """Say that a name is reserved."""
    return f"`{name}` is the bot's own name. Choose another."


def channel_unknown() -> str:
    """Say that a channel is not there, or not there for this person."""
    return "That channel does not exist, or you cannot see it. Choose one from the list."


def channel_gone() -> str:
    """Say that a channel where something was to be posted is not there any more."""
    return "The channel for this video does not exist any more, so it could not be posted."


def channel_name_unusable(*, maximum: int) -> str:
    """Say what a channel's name looks like."""
    return f"A channel's name has 1 to {maximum} visible characters."


def channel_taken(name: str) -> str:
    """Say that there is such a channel already."""
    return f"There is already a channel called `#{name}`. Choose another name."


def job_unknown() -> str:
    """Say that a job is not there, or not there for this person."""
    return "That video is not there any more, or you cannot see it."


def message_empty() -> str:
    """Ask for words or a picture."""
    return "Write something or add a picture, and send it again."


def message_too_long(*, length: int, maximum: int) -> str:
    """Say how long a message may be."""
    return f"This message is {length:,} characters long. The limit is {maximum:,}."


def too_many_pictures(*, maximum: int) -> str:
    """Say how many pictures one message may have."""
    return f"One message takes at most {maximum} pictures. Send the others in a second message."


def upload_too_large(*, limit_megabytes: int) -> str:
    """Say how large an upload may be."""
    return f"That picture is larger than {limit_megabytes} MB. A smaller export or a screenshot works."


def upload_unreadable() -> str:
    """Say that a form did not arrive whole."""
    return "Your message did not arrive whole. Nothing was stored or sent on. Try again."


def unexpected() -> str:
    """Say that we failed and do not know why."""
    return "Something went wrong on our side. Try again; if it happens again, tell whoever runs this page."


def animate_command() -> str:
    """Explain `/animate`."""
    return "Turn one or two pictures into a video"


def jobs_command() -> str:
    """Explain `/jobs`."""
    return "Show the videos you asked for"


def notify_command() -> str:
    """Explain `/notify`."""
    return "Tell a channel when videos finish or fail"


def help_command() -> str:
    """Explain `/help`."""
    return "Show what Flipbook can do"


def private_channel() -> str:
    """Name the channel that only one person sees."""
    return "Just me"
