"""Who did something in Slack, where they did it, and by what it is told from everything else that is done."""

from dataclasses import dataclass

from adapters.slack.payloads import Click, OpenedHome, SentForm, Shortcut, SlackMessage, SlackUser, SlashCommand


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """One thing that one person did."""

    #: The workspace that we are installed in and are spoken to through.
    team_id: str
    user_id: str
    #: What the person is called where Slack said so along with it; otherwise empty.
    user_name: str = ""
    #: Empty where it was done in no channel, such as in the Home tab.
    channel_id: str = ""
    thread: str | None = None
    #: Takes up to five private answers for half an hour, wherever the bot itself may not speak.
    response_url: str = ""
    #: The same for every delivery of the same deed.
    event_id: str


def from_command(command: SlashCommand, *, team_id: str) -> Occasion:
    """Return the occasion of a command; commands cannot be used in threads."""
    return Occasion(
        team_id=team_id,
        user_id=command.user_id,
        user_name=command.user_name,
        channel_id=command.channel_id,
        response_url=command.response_url,
        event_id=f"{team_id}:{command.trigger_id}",
    )


def from_shortcut(shortcut: Shortcut, *, team_id: str) -> Occasion:
    """Return the occasion of a shortcut; on a message, answers go into that message's thread."""
    message = shortcut.message
    return Occasion(
        team_id=team_id,
        user_id=shortcut.user.id,
        user_name=_name(shortcut.user),
        channel_id=shortcut.channel.id if shortcut.channel is not None else "",
        thread=None if message is None else message.thread_ts or message.ts or None,
        response_url=shortcut.response_url,
        event_id=f"{team_id}:{shortcut.trigger_id}",
    )


def from_click(click: Click, *, team_id: str) -> Occasion:
    """Return the occasion of a button; nothing but its moment tells two presses of the same button apart."""
    message, button = click.message, click.actions[0]
    return Occasion(
        team_id=team_id,
        user_id=click.user.id,
        user_name=_name(click.user),
        channel_id=click.channel.id if click.channel is not None else "",
        thread=None if message is None else message.thread_ts or None,
        response_url=click.response_url,
        event_id=f"{team_id}:{click.user.id}:{button.action_id}:{button.action_ts or click.trigger_id}",
    )


def from_form(form: SentForm, *, team_id: str) -> Occasion:
    """Return the occasion of a form; it can only be sent once with success, whatever was wrong with it before."""
    return Occasion(
        team_id=team_id,
        user_id=form.user.id,
        user_name=_name(form.user),
        event_id=f"{team_id}:{form.view.id}",
    )


def from_message(message: SlackMessage, *, team_id: str) -> Occasion:
    """Return the occasion of a message, however many events tell of it; answers go into its thread."""
    return Occasion(
        team_id=team_id,
        user_id=message.user,
        channel_id=message.channel,
        thread=message.thread_ts or message.ts,
        event_id=f"{team_id}:{message.channel}:{message.ts}",
    )


def from_home(opened: OpenedHome, *, team_id: str) -> Occasion:
    """Return the occasion of a Home tab; people open theirs again and again, and each time is told apart."""
    return Occasion(team_id=team_id, user_id=opened.user, event_id=f"{team_id}:{opened.user}:home:{opened.event_ts}")


def _name(user: SlackUser) -> str:
    return user.name or user.username
