"""Sentences that only Slack says. None of the refusals here cost anything.

The process that listens to Slack reads them too and has to stay small, so nothing of the core is imported here.
"""

#: Slack shows no longer entry in a list to choose from.
LONGEST_ENTRY = 75


def busy() -> str:
    """Say that Slack is slow."""
    return "Slack does not answer right now. Try again in a minute."


def broken() -> str:
    """Say that Slack and the bot do not understand each other."""
    return "Slack did not accept what the bot sent. Tell whoever runs the bot."


def place_closed() -> str:
    """Say that a channel is closed to the bot."""
    return "I can no longer post there. Type `/invite` and my name in the channel, or ask an administrator."


def not_installed() -> str:
    """Say that the bot is locked out of a workspace."""
    return "I'm not installed in that workspace any more. Ask an administrator to install me again."


def delete_refused() -> str:
    """Say that a workspace lets the bot delete nothing."""
    return "This workspace does not let me delete that, so nothing was deleted. An administrator can."


def file_refused() -> str:
    """Say that a workspace takes no such file."""
    return "This workspace does not take the video. Ask an administrator about its rules and its space for files."


def file_gone() -> str:
    """Say that a file is no more."""
    return "Slack no longer has that file."


def scope_missing() -> str:
    """Say that the bot may not do something."""
    return "I'm not allowed to do that in this workspace. Ask whoever runs the bot to install it anew."


def something_broke(reference: str) -> str:
    """Say that the fault is ours."""
    return f"Something broke on our side. Nothing was charged. Tell whoever runs the bot the reference `{reference}`."


def leaving() -> str:
    """Say that the bot is about to go."""
    return "I'm being restarted, so I began nothing and nothing was charged. Try again in a minute."


def form_came_too_late() -> str:
    """Say that Slack no longer let a form be opened."""
    return "Opening the form took longer than Slack allows. Nothing was charged; please try once more."


def not_in_channel() -> str:
    """Say that a channel is closed to the bot, and what opens it."""
    return "I'm not in this channel. Type `/invite` and my name there to get videos in it."


def between_others() -> str:
    """Say that the bot has no place in a conversation."""
    return "I can't join a conversation between people."


def channel_archived() -> str:
    """Say that nobody can post any more."""
    return "This channel is archived."


def channel_read_only() -> str:
    """Say that only some people may post."""
    return "I may not post in this channel."


def comes_here() -> str:
    """Begin a direct conversation."""
    return "Your video will come here."


def others_look_on() -> str:
    """Say who else sees what is posted in a channel that companies share."""
    return "People outside of your company are in this channel and will see the video."


def comes_by_direct_message(reason: str) -> str:
    """Say where the video comes."""
    return f"{reason} Your video comes by direct message."


def nowhere_to_post(reason: str) -> str:
    """Say that nothing is open."""
    return (
        f"{reason} I can't send you direct messages either, so I started nothing. "
        "Ask me in a channel that I'm in, or ask an administrator."
    )


def picture_gone(name: str) -> str:
    """Say that a picture cannot be opened any more."""
    return f"I couldn't open {_quoted(name)} any more. Please add it again."


def picture_hidden(name: str) -> str:
    """Say that a picture lies where the bot does not see it, or is gone."""
    return (
        f"I can't open {_quoted(name)}: it was deleted, or it lies in a channel that I'm not in. "
        "Type `/invite` and my name there and try again, or upload the picture to me."
    )


def picture_locked(name: str) -> str:
    """Say that Slack does not let the bot open a picture."""
    return (
        f"Slack does not let me open {_quoted(name)}. Type `/invite` and my name in its channel and try again; "
        "if that does not help, ask whoever runs the bot to install it anew."
    )


def unnamed_picture() -> str:
    """Name a picture that has no name."""
    return "the picture"


def _quoted(name: str) -> str:
    cleaned = name.replace("`", "'").strip()[:60]
    return f"`{cleaned}`" if cleaned else unnamed_picture()


def form_title() -> str:
    """Head a form."""
    return "Animate a picture"


def form_submit() -> str:
    """Label."""
    return "Animate"


def form_close() -> str:
    """Label."""
    return "Cancel"


def form_opens() -> str:
    """Stand in a form that is about to be filled."""
    return "One moment…"


def preview_description() -> str:
    """Describe a picture in a form to people who cannot see it."""
    return "The picture that is to be animated"


def more_options() -> str:
    """Label."""
    return "More options"


def where() -> str:
    """Label a field."""
    return "Where the video comes"


def where_thread() -> str:
    """Label."""
    return "In this thread"


def where_channel() -> str:
    """Label."""
    return "In the channel"


def where_me() -> str:
    """Label."""
    return "Only to me"


def nothing_chosen() -> str:
    """Stand in a field in which nothing was chosen."""
    return "None"


def picture_number(number: int, *, name: str) -> str:
    """Name one of several pictures in a list."""
    label = f"{number}. {name or unnamed_picture()}"
    return label if len(label) <= LONGEST_ENTRY else f"{label[: LONGEST_ENTRY - 1]}…"


def form_picture(name: str) -> str:
    """Say which picture a form is about; the name is escaped already."""
    return f"Animates {_quoted(name)}."


def form_pictures(count: int) -> str:
    """Say that a form is about several pictures."""
    return f"The message has {count} pictures. Choose the one that the video starts from."


def form_upload_kept(name: str, *, label: str) -> str:
    """Say that a picture need not be uploaded again; the name is escaped already."""
    return f"{label}: {_quoted(name)} is kept unless you add another one."


def form_edits() -> str:
    """Say what a form is about."""
    return "Makes a new video from the same pictures."


def form_continues() -> str:
    """Say what a form is about."""
    return "Starts from the last frame of the video."


def price_unknown() -> str:
    """Stand where the price would."""
    return "The price shows once all fields can be read."


def open_again() -> str:
    """Label."""
    return "Open the form again"


def form_forgotten() -> str:
    """Say that a refused form is too old."""
    return "I no longer have what you typed in that form. Nothing was charged; please start again from the picture."


def form_unreadable() -> str:
    """Say that a form belongs to something we no longer know."""
    return "I no longer know what this form is about. Nothing was charged; please start again from the picture."


def fetch_video() -> str:
    """Label."""
    return "Get video"


def no_picture_in_message() -> str:
    """Say that a message has no picture."""
    return "That message has no picture I can use. Pick a message with a PNG, JPEG or WebP picture."


def no_picture_in_mention() -> str:
    """Say how to ask by mentioning the bot."""
    return (
        "Attach a picture to your message and say what should happen, or choose *Animate image* in the menu of a "
        "message with a picture."
    )


def open_form() -> str:
    """Label."""
    return "Animate a picture"


def video_comes() -> str:
    """Say that a kept video is on its way to somebody."""
    return "Your video comes by direct message again."


def no_channel_to_post() -> str:
    """Say that a video belongs to no channel."""
    return "This video was ordered by direct message, so there is no channel to post it to. Share it from there."


def no_jobs() -> str:
    """Say that somebody has made nothing yet."""
    return "You have no videos yet. Type `/animate` to make one."


def home_title() -> str:
    """Head the Home tab."""
    return "Turn pictures into videos"


def home_guide() -> str:
    """Say how to begin."""
    return (
        "• Choose *Animate image* in the menu of a message with a picture.\n"
        "• Mention me in a message with a picture, and say what should happen.\n"
        "• Send me a picture by direct message.\n"
        "• Type `/animate`, or press the button below; `/animate help` says more."
    )


def home_jobs() -> str:
    """Head the list of somebody's videos."""
    return "Your latest videos"


def token_refused() -> str:
    """Say that the bot is locked out."""
    return "Slack does not accept this bot's token. Ask whoever runs the bot to renew it."
