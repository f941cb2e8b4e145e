"""Sentences for whoever sets Slack up: in the manifest, on the pages for installing, in the checkup and the log."""

from collections.abc import Mapping


def app_token_refused_log() -> str:
    """Tell the operator that the bot is deaf."""
    return (
        "Slack does not accept the app-level token. Make one with `connections:write` on the app's page under "
        "Basic Information, put it into FLIPBOOK_SLACK_APP_TOKEN and start again. Everything else keeps running."
    )


def app_name() -> str:
    """Name the app."""
    return "Flipbook"


def app_description() -> str:
    """Describe the app where people look for apps."""
    return "Turns a picture into a short video."


def message_shortcut() -> str:
    """Name the entry in a message's menu."""
    return "Animate image"


def message_shortcut_description() -> str:
    """Describe the entry in a message's menu."""
    return "Turn the picture in this message into a video"


def global_shortcut() -> str:
    """Name the entry in the search."""
    return "Animate an image"


def global_shortcut_description() -> str:
    """Describe the entry in the search."""
    return "Upload a picture and turn it into a video"


def animate_command() -> str:
    """Describe the command."""
    return "Turn a picture into a video"


def animate_hint() -> str:
    """Show what may follow the command."""
    return "[what should happen] or help"


def jobs_command() -> str:
    """Describe the command."""
    return "Show your latest videos"


def notify_command() -> str:
    """Describe the command."""
    return "Announce finished videos in a channel"


def notify_hint() -> str:
    """Show what may follow the command."""
    return "[#channel] or mine, list, remove, help"


def install_title() -> str:
    """Head the page for installing."""
    return "Add Flipbook to Slack"


def install_text() -> str:
    """Say what happens next."""
    return "Slack shows what Flipbook may do in your workspace and asks whether you agree."


def install_link() -> str:
    """Label the way to Slack."""
    return "Go to Slack"


def installed_title() -> str:
    """Head the page after installing; the workspace's name follows."""
    return "Flipbook is now in"


def installed_everywhere_text() -> str:
    """Say what is left to do after installing for a whole organisation."""
    return "An organisation chooses the workspaces that get Flipbook. Choose them now; until then, nobody sees it."


def choose_workspaces_link() -> str:
    """Lead to where an organisation chooses workspaces."""
    return "Choose workspaces"


def installed_text() -> str:
    """Say how to begin."""
    return "Open Slack, choose Animate image in the menu of a message with a picture, or type /animate."


def not_installed_title() -> str:
    """Head the page after an installation that did not work."""
    return "Flipbook was not added"


def not_installed_text() -> str:
    """Say what to do."""
    return "You said no, or the page was open for too long. Begin again to try once more; nothing was changed."


def switched_off() -> str:
    """Say that there is nothing to look at."""
    return "Slack: not set up. `docs/slack.md` says how; set `FLIPBOOK_SLACK_BOT_TOKEN` to begin."


def needs_a_line() -> str:
    """Say that the bot can post but hears nothing."""
    return (
        "Slack: the bot cannot hear anybody. Set `FLIPBOOK_SLACK_APP_TOKEN` for Socket Mode, or "
        "`FLIPBOOK_SLACK_SIGNING_SECRET` where Slack can reach `FLIPBOOK_PUBLIC_BASE_URL`."
    )


def app_token_works() -> str:
    """Say that Socket Mode opens."""
    return "Slack: the app-level token opens Socket Mode."


def app_token_fails(code: str) -> str:
    """Say what to do about the app-level token."""
    return (
        f"Slack: the app-level token does not open Socket Mode (`{code}`). On the app's page, switch Socket Mode on, "
        "make a token with `connections:write` under Basic Information and put it into `FLIPBOOK_SLACK_APP_TOKEN`."
    )


def bot_token_works(workspace: str) -> str:
    """Say where the bot is installed."""
    return f"Slack: the bot token works in the workspace `{workspace}`."


def bot_token_fails(code: str) -> str:
    """Say what to do about the bot token."""
    return (
        f"Slack: the bot token does not work (`{code}`). On the app's page, under Install App, install it to the "
        "workspace anew and copy the Bot User OAuth Token into `FLIPBOOK_SLACK_BOT_TOKEN`."
    )


def bot_token_rotates() -> str:
    """Say that a token in the settings will stop working."""
    return (
        "Slack: the bot token works for twelve hours at most, because the app's tokens are renewed again and again, "
        "which a token in the settings cannot be. Make the app anew with what `flipbook slack manifest` prints, with "
        "`--one-workspace` where it has a public address; or set `FLIPBOOK_SLACK_CLIENT_ID` and "
        "`FLIPBOOK_SLACK_CLIENT_SECRET` and install the app at `/slack/install`."
    )


def slack_is_silent(code: str) -> str:
    """Say that nothing could be found out."""
    return f"Slack: it does not answer right now (`{code}`), so nothing could be looked at. Run this again in a minute."


def not_installed_yet() -> str:
    """Say that no workspace has the app."""
    return "Slack: no workspace has installed the app yet. Send people to `/slack/install` at your public address."


def installation_fails(workspace: str, *, code: str) -> str:
    """Say what to do about a workspace whose token does not work."""
    return (
        f"Slack: the token of the workspace `{workspace}` does not work (`{code}`). Somebody there has to install the "
        "app anew, at `/slack/install`."
    )


def token_ended(workspace: str) -> str:
    """Say that a token is about to be renewed."""
    return f"Slack: the token of the workspace `{workspace}` has ended. The bot renews it when it next needs it."


def more_workspaces(count: int) -> str:
    """Say that not every workspace was looked at."""
    return f"Slack: more than {count} workspaces have installed the app; only {count} were looked at."


def needs_both_credentials() -> str:
    """Say that half of what identifies the app is missing."""
    return (
        "Slack: only one of `FLIPBOOK_SLACK_CLIENT_ID` and `FLIPBOOK_SLACK_CLIENT_SECRET` is set. Set both, from the "
        "app's page under Basic Information."
    )


def needs_an_address_to_install() -> str:
    """Say that nobody can install the app."""
    return (
        "Slack: no workspace can install the app. Set `FLIPBOOK_PUBLIC_BASE_URL` to the https address under which "
        "browsers reach the bot."
    )


def needs_one_kind_of_token() -> str:
    """Say that one of two settings counts for nothing."""
    return (
        "Slack: `FLIPBOOK_SLACK_BOT_TOKEN` counts for nothing beside `FLIPBOOK_SLACK_CLIENT_ID`. Leave one of them "
        "away: the token for one workspace, the client id and secret for several."
    )


def scopes_granted(*, surplus: tuple[str, ...]) -> str:
    """Say that the rights are complete, and which are not needed."""
    listed = ", ".join(f"`{scope}`" for scope in surplus)
    more = f" It does not need {listed}." if surplus else ""
    return f"Slack: the bot has all rights of its manifest.{more}"


def scopes_missing(purposes: Mapping[str, str]) -> str:
    """Say which rights are missing and what for."""
    listed = ", ".join(f"`{scope}` ({purpose})" for scope, purpose in purposes.items())
    return (
        f"Slack: the bot lacks {listed}. Paste what `flipbook slack manifest` prints into the app's manifest and "
        "install the app anew."
    )


def channel_open(name: str) -> str:
    """Say that the bot can post in a channel."""
    return f"Slack: the bot is in `#{name}`."


def channel_without_bot(name: str) -> str:
    """Say how the bot gets into a channel."""
    return f"Slack: the bot is not in `#{name}`. Type `/invite @Flipbook` there."


def channel_archived(name: str) -> str:
    """Say that a channel is closed."""
    return f"Slack: `#{name}` is archived. Choose another channel, or open it again."


def channel_unknown(channel_id: str, *, code: str) -> str:
    """Say that a channel cannot be seen."""
    return (
        f"Slack: the bot cannot see the channel `{channel_id}` (`{code}`). Type `/invite @Flipbook` there, or remove "
        "what announces videos in it with `/notify list` and `/notify remove`."
    )


def channels_joined(names: tuple[str, ...], *, count: int) -> str:
    """Say where the bot is."""
    if not names:
        return (
            "Slack: the bot is in no channel yet. It joins public channels when somebody asks for a video there; "
            "private ones need `/invite @Flipbook`."
        )
    listed = ", ".join(f"`#{name}`" for name in names)
    rest = f" and {count - len(names)} more" if count > len(names) else ""
    return f"Slack: the bot is in {listed}{rest}. Other private channels need `/invite @Flipbook`."


def channels_unknown(code: str) -> str:
    """Say that the channels could not be listed."""
    return f"Slack: the channels could not be listed (`{code}`). Run this again in a minute."


def manifest_help() -> str:
    """Describe the command."""
    return "Print the manifest with which the app is made at Slack."


def slack_help() -> str:
    """Describe the group of commands."""
    return "Set the bot up in Slack."


def http_needs_an_address() -> str:
    """Say what is missing."""
    return "Give the address too, with --public-url."


def address_needs_https() -> str:
    """Say what is wrong with the address."""
    return "Slack takes only addresses that begin with https://."
