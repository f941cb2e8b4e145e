"""Sentences of `/help`."""


def introduction() -> str:
    """Say what the bot does."""
    return (
        "Flipbook turns a picture into a video. Type `/animate`, add a first frame, a last frame or both, "
        "and say what should happen. You can leave; you are mentioned when the video is ready, or when it fails."
    )


def commands(help_command: str) -> tuple[str, ...]:
    """Name the other commands."""
    return (
        "`/jobs` shows your latest videos.",
        "`/notify` announces finished videos in a channel; `/notify help` says more.",
        f"`{help_command}` shows this.",
    )
