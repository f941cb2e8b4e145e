"""What can end a rendering early or keep it from beginning; how to render does not belong here."""

from bot.errors import BotError, ServiceFailed
from bot.messages import studio as sentences


class RenderStopped(ServiceFailed):
    """The rendering was told to stop; no file was left behind."""

    def __init__(self, sentence: str | None = None) -> None:
        """Keep the sentence; one argument, so that the error survives the way out of a worker process."""
        super().__init__(sentence or sentences.preview_was_stopped(), code="stopped")


class PictureUnreadable(ServiceFailed):
    """A picture that had been accepted cannot be decoded."""

    def __init__(self, sentence: str | None = None) -> None:
        """Keep the sentence; one argument, so that the error survives the way out of a worker process."""
        super().__init__(sentence or sentences.picture_is_unreadable(), code="image_processing_failed")


class VideoUnwritable(ServiceFailed):
    """The video file could not be encoded or written."""

    def __init__(self, sentence: str | None = None) -> None:
        """Keep the sentence; one argument, so that the error survives the way out of a worker process."""
        super().__init__(sentence or sentences.video_is_unwritable(), code="generation_failed")


class PictureRefused(BotError):
    """A picture that cannot become a frame; `code` is the API's task error code."""

    def __init__(self, sentence: str, code: str) -> None:
        """Keep the API's `code`; both survive the way back from the worker process."""
        super().__init__(sentence)
        self.code = code

    def __reduce__(self) -> tuple[type["PictureRefused"], tuple[str, str]]:
        """Return what rebuilds the error in another process."""
        return (PictureRefused, (self.sentence, self.code))
