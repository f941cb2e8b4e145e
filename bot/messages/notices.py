"""Sentences of channel notifications and of the `/notify` command."""


def video_ready(name: str, *, prompt: str) -> str:
    """Announce a finished video."""
    return f"{name} made a video: {prompt}"


def video_failed(name: str, *, prompt: str) -> str:
    """Announce a job that brought no video."""
    return f"{name}'s video did not come about: {prompt}"


def rule_added(rule_id: str, *, place: str, only_mine: bool) -> str:
    """Confirm a new rule and say how to take it back."""
    whose = "your videos" if only_mine else "everyone's videos"
    return f"{place} will hear when {whose} finish or fail. To stop it, type `/notify remove {rule_id}`."


def rule_exists(rule_id: str, *, place: str) -> str:
    """Say that nothing had to be done."""
    return f"{place} hears about that already. To stop it, type `/notify remove {rule_id}`."


def rule_removed(rule_id: str) -> str:
    """Confirm that a rule is gone."""
    return f"Rule `{rule_id}` is removed."


def no_such_rule(rule_id: str) -> str:
    """Say how to find the rules there are."""
    return f"There is no rule `{rule_id}` here. Type `/notify list` to see the rules."


def not_your_rule(rule_id: str, *, owner: str) -> str:
    """Say who can remove a rule."""
    return f"Only {owner} can remove rule `{rule_id}`."


def no_rules() -> str:
    """Say that nothing is announced."""
    return "No channel is notified yet. Type `/notify` in the channel that should hear about finished videos."


def rule_line(rule_id: str, *, place: str, only_mine: bool, owner: str) -> str:
    """List one rule."""
    whose = f"{owner}'s videos" if only_mine else "everyone's videos"
    return f"`{rule_id}` {place}: {whose}"


def unknown_place(name: str) -> str:
    """Say that a channel cannot be used, without telling whether it exists."""
    return f"I know no channel `{name}` that you can see. Check the name and that you are a member of it."


def usage() -> str:
    """Teach the command."""
    return (
        "`/notify` announces everyone's finished and failed videos in this channel; `/notify mine` only yours; "
        "`/notify #channel` or `/notify mine #channel` does it in another one; `/notify list` shows the rules and "
        "`/notify remove ID` ends one."
    )
