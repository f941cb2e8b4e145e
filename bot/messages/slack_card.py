"""Sentences on cards, results and announcements in Slack, and on their buttons."""


def card_text(headline: str, *, person: str, prompt: str) -> str:
    """Say all that a card shows in words, for notifications and for people who listen to it."""
    about = f" “{prompt}”." if prompt else ""
    return f"{headline}. A video for {person}.{about}"


def plan_title() -> str:
    """Head the steps of a video in the making."""
    return "Making your video"


def step_accepted() -> str:
    """Name the first step."""
    return "Accepted"


def step_rendering() -> str:
    """Name the second step."""
    return "Rendering"


def step_posting() -> str:
    """Name the last step."""
    return "Posting the video"


def asked_by(person: str) -> str:
    """Say whose job it is."""
    return f"for {person}"


def ready_about(moment: str) -> str:
    """Say when it should be ready."""
    return f"ready about {moment}"


def asked_at(moment: str) -> str:
    """Say since when it has been going on."""
    return f"asked at {moment}"


def button_post() -> str:
    """Label."""
    return "Post to channel"


def describe_button(label: str) -> str:
    """Describe a button to people who cannot see what it stands under."""
    return f"{label}, for this video"


def go_back() -> str:
    """Label the way out of a question."""
    return "No, go back"


def confirm_cancel() -> tuple[str, str]:
    """Ask before a video is stopped: title and text."""
    return "Stop this video?", "It cannot be taken up again. The card then says whether it cost anything."


def confirm_delete() -> tuple[str, str]:
    """Ask before a video is deleted: title and text."""
    return "Delete this video?", "It is removed from the channel and from the bot. What it cost is not given back."


def confirm_try_again() -> tuple[str, str]:
    """Ask before something may be paid twice: title and text."""
    return "Ask anew?", "The service may have accepted it already, so that it may be charged twice."


def confirm_post() -> tuple[str, str]:
    """Ask before more people see a video: title and text."""
    return "Post to the channel?", "Everybody in the channel will see the video."


def could_not_post_there(channel: str) -> str:
    """Say why a video comes by direct message."""
    return f"I could not post in {channel} any more, so your video comes here."


def told_here(channel: str) -> str:
    """Say why the news that there is no video comes by direct message."""
    return f"I could not post in {channel} any more, so I tell you here."


def only_for_you() -> str:
    """Say why a video comes by direct message."""
    return "Your video is age-restricted and Slack has no channels for that, so it comes here."


def file_refused_here(link: str | None) -> str:
    """Say that a video cannot be shown, and where it can be had."""
    if link is None:
        return "This workspace does not take the file. The video is kept; ask whoever runs the bot for it."
    return f"This workspace does not take the file. <{link}|Open the video>"


def file_link(link: str) -> str:
    """Lead to a video that is in Slack but stands in no channel."""
    return f"<{link}|Open the video>"


def notice_spoiler() -> str:
    """Say why an announcement shows no video."""
    return "The video is hidden where it was made, so it is not shown here."


def shared_title() -> str:
    """Name a video that is posted once more."""
    return "Video"


def shared_by(person: str) -> str:
    """Say whose video is posted once more."""
    return f"A video by {person}."
