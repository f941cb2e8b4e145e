"""How Slack is reached by Socket Mode, and how patiently: all that the process which listens has to know."""

import json
from dataclasses import asdict, dataclass, field
from typing import Self


@dataclass(frozen=True, kw_only=True)
class SocketTimes:
    """How patient whoever keeps the connection is."""

    ping_seconds: float = 10.0
    connect_seconds: float = 30.0
    #: Slack greets whoever connects at once.
    greeting_seconds: float = 15.0
    #: So long the library may take to reconnect by itself.
    repair_seconds: float = 20.0
    look_seconds: float = 1.0
    first_pause_seconds: float = 1.0
    longest_pause_seconds: float = 300.0
    #: A process that listens and says nothing for so long hangs.
    silent_seconds: float = 20.0
    #: A connection that lived this long shows that nothing is wrong for good.
    healthy_seconds: float = 120.0


@dataclass(frozen=True, kw_only=True)
class LineAccount:
    """The token that opens Socket Mode, and where."""

    app_token: str = field(repr=False)
    base_url: str
    times: SocketTimes
    #: Less important lines are not written into the log.
    log_level: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return what `spell` wrote."""
        values = json.loads(text)
        return cls(**{**values, "times": SocketTimes(**values["times"])})

    def spell(self) -> str:
        """Return all of it as JSON, token included."""
        return json.dumps(asdict(self))
