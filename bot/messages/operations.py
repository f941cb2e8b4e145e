"""Sentences for operators: what became of their orders, and what the bot looks like from inside."""

from datetime import datetime


def job_unknown(job_id: str) -> str:
    """Say that there is no such job."""
    return f"There is no video `{job_id}`. `flipbook jobs list` shows the latest ones."


def job_ambiguous(prefix: str) -> str:
    """Ask for more letters."""
    return f"More than one video begins with `{prefix}`. Write more of its id."


def nothing_here(folder: str) -> str:
    """Say that there is nothing to look at."""
    return f"No bot has run in the data folder `{folder}`. Set `FLIPBOOK_DATA_FOLDER` to the one it uses."


def posted_already() -> str:
    """Say that there is nothing to post."""
    return "This video stands in its channel already, so nothing was posted."


def no_video_to_post() -> str:
    """Say that there is nothing that could be posted."""
    return "No video of this job is stored here. `flipbook jobs requery` asks the video service for it."


def posting_hurried() -> str:
    """Say that a post on its way is tried at once."""
    return "It was waiting for its channel; posting is tried again now."


def posting_again() -> str:
    """Say that a stored video is being posted."""
    return "The stored video is being posted again, under its own marker, so that it cannot show twice."


def delivered_already() -> str:
    """Say that there is nothing to ask, and nothing to post either."""
    return "This video was delivered and posted, so there is nothing to ask the video service."


def video_here_already() -> str:
    """Say that there is nothing to ask, but something to post."""
    return "The video service has delivered this video already. `flipbook jobs retry-post` posts it again."


def task_adopted() -> str:
    """Say that a doubt is settled."""
    return "The video service has exactly one task that fits. It was adopted, and nothing was paid again."


def question_hurried() -> str:
    """Say that a running job is looked at now."""
    return "It is on its way, and the video service is being asked now."


def never_submitted() -> str:
    """Say that the service cannot know the job."""
    return "The video service never took this job, so there is nothing to ask. Nothing was charged for it."


def task_unknown() -> str:
    """Say that nobody knows whether the service has the job."""
    return (
        "Nobody knows whether the video service took this job, and no task of its is known to ask after. "
        "`flipbook jobs refund` gives its credits back in this bot's books."
    )


def asking_again() -> str:
    """Say that an ended job is looked after again."""
    return "The video service is being asked for its task again. Nothing is paid for that."


def order_broke(reference: str) -> str:
    """Say that the fault is ours."""
    return f"Something broke on our side. The log has it under `{reference}`."


def order_waits() -> str:
    """Say that nobody has carried out an order yet."""
    return "No running bot has taken this up yet. It is stored, and the next start carries it out."


def refunded(credit_count: float) -> str:
    """Say what can be spent again."""
    return f"{_credits(credit_count)} can be spent again. The video service itself was not asked for money back."


def nothing_to_refund() -> str:
    """Say that the books hold nothing for this job."""
    return "Nothing is settled for this job, so there is nothing to give back."


def not_settled_yet() -> str:
    """Say that a job in the making has nothing to give back."""
    return "This video has not ended, so its credits are only reserved. Ask again when it has."


def no_jobs() -> str:
    """Say that the list is empty."""
    return "There are no videos yet."


def job_line(job_id: str, *, state: str, person: str, created_at: datetime) -> str:
    """Show one job in a list."""
    return f"{job_id}  {created_at:%Y-%m-%d %H:%M}  {state:<10}  {person}"


def books(state: str, *, amount: float) -> str:
    """Say what the ledger has about a job."""
    return f"{_credits(amount)} {state}"


def backed_up(folder: str) -> str:
    """Say where the copy is."""
    return f"Everything was copied to `{folder}`. Keep it private: it holds the secret and people's pictures."


def backup_exists(folder: str) -> str:
    """Refuse to mix two copies."""
    return f"`{folder}` is not empty. Name a folder that does not exist yet."


def backup_incomplete(folder: str) -> str:
    """Refuse what is not a copy of ours."""
    return f"`{folder}` does not hold a backup: `flipbook.db` is missing in it."


def backup_elsewhere() -> str:
    """Say how a shared database is copied."""
    return (
        "The database is PostgreSQL, which brings its own tools: `pg_dump` copies it, and the object store keeps "
        "versions. `docs/operations.md` says how."
    )


def restored(jobs_in_doubt: int) -> str:
    """Say what the restored bot will do first."""
    doubt = (
        "" if jobs_in_doubt == 0 else f" {jobs_in_doubt} waiting videos may have been paid since; they are in doubt."
    )
    return f"Restored.{doubt} Start the bot with `flipbook run`."


def _credits(amount: float) -> str:
    return "1 credit" if amount == 1 else f"{amount:,.10g} credits"


def jobs_help() -> str:
    """Teach `flipbook jobs`."""
    return "Look at videos and help those that went wrong, while the bot runs."


def list_help() -> str:
    """Teach `flipbook jobs list`."""
    return "Show the latest videos: id, moment, state and who asked."


def limit_help() -> str:
    """Explain how many are listed."""
    return "How many."


def job_argument_help() -> str:
    """Explain how a job is named."""
    return "The id, or its first letters."


def show_help() -> str:
    """Teach `flipbook jobs show`."""
    return "Show everything about one video except its prompt."


def retry_post_help() -> str:
    """Teach `flipbook jobs retry-post`."""
    return "Post a stored video whose channel could not be reached. It never shows twice, and nothing is paid."


def requery_help() -> str:
    """Teach `flipbook jobs requery`."""
    return "Ask the video service again for a video that was given up or is in doubt. Nothing is paid."


def refund_help() -> str:
    """Teach `flipbook jobs refund`."""
    return "Give the credits of a video back to whoever asked, in this bot's own books."


def forget_help() -> str:
    """Teach `flipbook forget`."""
    return """Delete everything of one person.

    That is their videos, pictures and prompts, their rules, and what they wrote on the chat page. In the books a
    pseudonym takes their place. It cannot be undone.
    """


def user_help() -> str:
    """Explain how a person is named."""
    return "Whom to forget, such as `discord:80351110224678912`."


def backup_help() -> str:
    """Teach `flipbook backup`."""
    return "Copy the database, the secret and all files to a new folder. The bot may go on working meanwhile."


def backup_folder_help() -> str:
    """Explain where the copy goes."""
    return "A folder that does not exist yet."


def restore_help() -> str:
    """Teach `flipbook restore`."""
    return "Bring a backup back into an empty data folder. Stop the bot first."


def restore_folder_help() -> str:
    """Explain where the copy comes from."""
    return "The folder that `flipbook backup` made."
