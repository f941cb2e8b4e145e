"""What can end a rendering early or keep it from beginning; how to render does not belong here."""

from bot.errors import BotError, ServiceFailed


class RenderStopped(ServiceFailed):
    """The rendering was told to stop; no file was left behind."""

    def __init__(self, sentence: str = "The preview was stopped before it was ready. It cost nothing.") -> None:
        """Keep the sentence; one argument, so that the error survives the way out of a worker process."""
        super().__init__(sentence, code="stopped")


class PictureUnreadable(ServiceFailed):
    """A picture that had been accepted cannot be decoded."""

    def __init__(
        self, sentence: str = "A picture of this preview cannot be read. Attach it again; it cost nothing."
    ) -> None:
        """Keep the sentence; one argument, so that the error survives the way out of a worker process."""
        super().__init__(sentence, code="image_processing_failed")


class VideoUnwritable(ServiceFailed):
    """The video file could not be encoded or written."""

    def __init__(
        self, sentence: str = "The preview could not be written. Try again in a minute; it cost nothing."
    ) -> None:
        """Keep the sentence; one argument, so that the error survives the way out of a worker process."""
        super().__init__(sentence, code="generation_failed")


class PictureRefused(BotError):
    """A picture that cannot become a frame; `code` is the API's task error code."""

    def __init__(self, sentence: str, code: str) -> None:
        """Keep the API's `code`; both survive the way back from the worker process."""
        super().__init__(sentence)
        self.code = code

    def __reduce__(self) -> tuple[type["PictureRefused"], tuple[str, str]]:
        """Return what rebuilds the error in another process."""
        return (PictureRefused, (self.sentence, self.code))
