"""What a checkup found: one line each for whoever runs the bot, with the fix where something is wrong."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    is_good: bool
    #: What was found and, where it is not good, what to do about it.
    sentence: str
