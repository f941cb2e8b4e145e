"""Sentences about what is deleted: for people whose things are gone, and for operators who let them go."""


def person_unreadable(words: str) -> str:
    """Say how a person is named."""
    return f"`{words}` names nobody. Write the platform, a colon and the id there, such as `discord:80351110224678912`."


def forgotten(jobs: int) -> str:
    """Say that nothing of a person is left."""
    count = "1 video" if jobs == 1 else f"{jobs} videos"
    return (
        f"Forgot {count} and everything else of this person in this bot's stores. Messages in Discord and Slack stay "
        "there until somebody deletes them."
    )


def still_unfinished(jobs: int) -> str:
    """Say that some of it has to wait."""
    count = "1 video is" if jobs == 1 else f"{jobs} videos are"
    return f"{count} still in the making. Run the same command again when they are done."


def picture_deleted() -> str:
    """Say that a picture was deleted on time."""
    return "The picture of this video was deleted, as all are some time after their video is done. Add it again."
