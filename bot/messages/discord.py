"""Sentences that only Discord says. None of the refusals here cost anything."""


def animate_command() -> str:
    """Describe the command."""
    return "Turn a picture into a video."


def jobs_command() -> str:
    """Describe the command."""
    return "Show your latest videos."


def notify_command() -> str:
    """Describe the command."""
    return "Announce finished videos in a channel."


def jobs_video_name() -> str:
    """Name the option."""
    return "video"


def jobs_video() -> str:
    """Describe the option."""
    return "The video in question; all of them when left out."


def help_command() -> str:
    """Describe the command."""
    return "Show what Flipbook can do."


def menu_command() -> str:
    """Name the entry in a message's menu."""
    return "Animate this image"


def notify_what_name() -> str:
    """Name the option."""
    return "what"


def notify_what() -> str:
    """Describe the option."""
    return "What to announce, or what to do with the rules there are."


def notify_everyone() -> str:
    """Label."""
    return "Everyone's videos"


def notify_mine() -> str:
    """Label."""
    return "Only my videos"


def notify_list() -> str:
    """Label."""
    return "Show the rules"


def notify_remove() -> str:
    """Label."""
    return "Remove a rule"


def notify_channel_name() -> str:
    """Name the option."""
    return "channel"


def notify_channel() -> str:
    """Describe the option."""
    return "The channel that is told; this one when left out."


def notify_rule_name() -> str:
    """Name the option."""
    return "rule"


def notify_rule() -> str:
    """Describe the option."""
    return "The rule to remove."


def form_title() -> str:
    """Head a form."""
    return "Animate a picture"


def asked_by(person: str) -> str:
    """Say whose job it is."""
    return f"for {person}"


def ready_at(moment: int) -> str:
    """Say when it should be ready, in the reader's own words for time."""
    return f"ready <t:{moment}:R>"


def started_at(moment: int) -> str:
    """Say since when it has been going on."""
    return f"asked <t:{moment}:R>"


def full_quality() -> str:
    """Label."""
    return "Full quality"


def fetch_video(number: int) -> str:
    """Label."""
    return f"Get video {number}"


def cancel_video(number: int) -> str:
    """Label."""
    return f"Cancel {number}"


def delete_video(number: int) -> str:
    """Label."""
    return f"Delete {number}"


def job_suggestion(*, state: str, prompt: str) -> str:
    """Name a job in a list that is searched while somebody types."""
    return f"{state} · {prompt or '—'}"


def rule_suggestion(rule_id: str, *, place: str, only_mine: bool) -> str:
    """Name a rule in a list that is searched while somebody types."""
    whose = "only my videos" if only_mine else "everyone's videos"
    return f"{rule_id} · {whose} in {place}"


def smaller_copy(*, size_megabytes: float, limit_megabytes: float) -> str:
    """Say that the posted video is a smaller copy."""
    return (
        f"-# The video is {size_megabytes:.0f} MB and this channel takes {limit_megabytes:.0f} MB, "
        "so this is a smaller copy."
    )


def only_a_link(*, size_megabytes: float) -> str:
    """Say that the video is behind a link."""
    return f"The video is {size_megabytes:.0f} MB, which is too large for this channel. Open it with the button."


def too_large_to_post(*, size_megabytes: float) -> str:
    """Say that the video cannot be shown here at all."""
    return (
        f"The video is {size_megabytes:.0f} MB, which is too large for this channel. "
        "It is kept; ask whoever runs the bot for it."
    )


def reference(code: str) -> str:
    """Close an announcement with what tells it from all others."""
    return f"Reference `{code}`"


def could_not_post_there(channel_id: str) -> str:
    """Say why a video comes by direct message."""
    return f"I could not post in <#{channel_id}> any more, so your video comes here."


def told_here(channel_id: str) -> str:
    """Say why the news that there is no video comes by direct message."""
    return f"I could not post in <#{channel_id}> any more, so I tell you here."


def file_too_large() -> str:
    """Say that Discord refused a file for its size."""
    return "Discord does not take a file of this size here. Ask for a shorter video or a lower quality."


def busy() -> str:
    """Say that Discord is slow."""
    return "Discord does not answer right now. Try again in a minute."


def leaving() -> str:
    """Say that the bot is about to go."""
    return "I'm being restarted, so I began nothing and nothing was charged. Try again in a minute."


def broken() -> str:
    """Say that Discord and the bot do not understand each other."""
    return "Discord did not accept what the bot sent. Tell whoever runs the bot."


def place_closed() -> str:
    """Say that a channel is closed to the bot."""
    return "I can no longer post there. Ask an administrator whether the channel exists and I may write in it."


def token_refused() -> str:
    """Say that the bot is locked out."""
    return "Discord does not accept this bot's token. Ask whoever runs the bot to renew it."


def token_refused_log() -> str:
    """Tell the operator that the bot is locked out."""
    return (
        "Discord does not accept the token. Copy it anew from the Bot page of the Developer Portal into "
        "FLIPBOOK_DISCORD_TOKEN and start again. Everything else keeps running."
    )


def something_broke(reference: str) -> str:
    """Say that the fault is ours."""
    return f"Something broke on our side. Nothing was charged. Tell whoever runs the bot the reference `{reference}`."


def picture_gone(name: str) -> str:
    """Say that a picture cannot be opened any more."""
    return f"I couldn't open `{name}` any more. Please attach it again."


def embedded_picture() -> str:
    """Name a picture that stands in a link's preview."""
    return "the picture in that message"


def no_picture_in_message() -> str:
    """Say that a message has no picture."""
    return "That message has no picture I can use. Pick a message with a PNG, JPEG or WebP picture."


def no_picture_in_mention() -> str:
    """Say how to ask by mentioning the bot."""
    return (
        "Attach a picture to your message and say what should happen, or choose *Animate this image* under *Apps* "
        "in the menu of a message with a picture."
    )


def picture_number(number: int, *, name: str) -> str:
    """Name one of several pictures of a message."""
    return f"{number}. {name}"


def draft_forgotten() -> str:
    """Say that a form is too old."""
    return "I no longer have the pictures for this form. Choose *Animate this image* again; nothing was charged."


def permissions_missing(names: tuple[str, ...]) -> str:
    """Say what the bot lacks in a channel."""
    listed = ", ".join(f"*{name}*" for name in names)
    return f"I can't post in this channel. An administrator can give me {listed}."


def mention_not_answered(channel_id: str, names: tuple[str, ...]) -> str:
    """Say what the bot lacks where it was mentioned."""
    listed = ", ".join(f"*{name}*" for name in names)
    return (
        f"I can't post videos in <#{channel_id}>, so I started nothing and nothing was charged. An administrator can "
        f"give me {listed}; until then, `/animate` or a direct message to me brings your video to you alone."
    )


def not_a_member() -> str:
    """Say that the bot is no member of where it was called."""
    return "I'm not a member here, so I can't post here."


def age_restricted_here() -> str:
    """Say that a channel is open to more people than the pictures are for."""
    return "That picture comes from an age-restricted channel, and this one is not."


def age_restricted_picture() -> str:
    """Refuse a picture that was passed on from a place for adults."""
    return (
        "That picture comes from an age-restricted channel, so I do not animate it here. "
        "Ask again in an age-restricted channel or by direct message; nothing was charged."
    )


def no_longer_restricted(channel_id: str) -> str:
    """Say why a video comes by direct message."""
    return f"Your video is age-restricted and <#{channel_id}> is not, so it comes here."


def comes_here() -> str:
    """Begin a direct conversation."""
    return "Your video will come here."


def comes_by_direct_message(reason: str) -> str:
    """Say where the video comes."""
    return f"{reason} Your video comes by direct message."


def nowhere_to_post(reason: str) -> str:
    """Say that nothing is open."""
    return (
        f"{reason} Your direct messages are closed to me too, so I started nothing. "
        "Open them in this server's privacy settings, or ask me in another channel."
    )


def no_jobs() -> str:
    """Say that somebody has made nothing yet."""
    return "You have no videos yet. Type `/animate` to make one."


def job_gone() -> str:
    """Say that a job is not in somebody's list."""
    return "You have no such video. Pick one from the list."


def kept_video() -> str:
    """Hand out a stored video."""
    return "Here is your video again."
