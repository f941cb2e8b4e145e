"""How Discord is called: all that the process which listens has to know beside the addresses of the gateway."""

import json
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, kw_only=True)
class LineAccount:
    """Where Discord's REST answers, and who calls."""

    api_url: str
    user_agent: str
    #: Less important lines are not written into the log.
    log_level: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return what `spell` wrote."""
        return cls(**json.loads(text))

    def spell(self) -> str:
        """Return all of it as JSON."""
        return json.dumps(asdict(self))
