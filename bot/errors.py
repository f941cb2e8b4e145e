"""Every error Flipbook raises on purpose: one family, two branches.

`RequestRefused` is for what the person can fix; its text is shown to them privately. `ServiceFailed` is for what
we or a service got wrong; its text is shown with a reference and the trace goes to the log. The texts themselves
come from `bot.messages`.
"""


class BotError(Exception):
    """Root of the family; `sentence` is always safe to show to the person who asked."""

    def __init__(self, sentence: str) -> None:
        """Keep the finished sentence, which `str()` returns too."""
        super().__init__(sentence)
        self.sentence = sentence


class RequestRefused(BotError):
    """The person asked for something that cannot be done and can fix it; nothing was stored, sent or charged."""

    def __init__(self, sentence: str, *, option: str | None = None) -> None:
        """Name the `option` at fault, where there is one, so that a form can show the sentence beside it."""
        super().__init__(sentence)
        self.option = option


class ServiceFailed(BotError):
    """We or a service failed for good; the person can only try again later."""

    def __init__(self, sentence: str, *, code: str = "internal_error") -> None:
        """Keep the machine-readable `code` for the log beside the sentence."""
        super().__init__(sentence)
        self.code = code


class ServiceBusy(ServiceFailed):
    """A service did not take the call this time; repeating the very same call later is safe."""

    def __init__(self, sentence: str, *, code: str = "busy", retry_after_seconds: float | None = None) -> None:
        """Keep how long the service asked us to wait, where it said so."""
        super().__init__(sentence, code=code)
        self.retry_after_seconds = retry_after_seconds


class OutcomeUnknown(ServiceFailed):
    """A paid submission was sent and nobody knows whether it was accepted; it must not be sent anew."""


class TaskFailed(ServiceFailed):
    """The video service accepted a task and could not finish it."""


class PlaceUnreachable(ServiceFailed):
    """A channel, thread or direct message is gone or closed to us; trying again will not help."""
