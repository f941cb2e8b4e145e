"""What a failed task tells its owner: our errors and those of the renderer, translated to the API's codes once."""

from adapters.studio.address_guard import AddressRefused
from adapters.studio.download import DownloadFailed
from adapters.studio.render_pool import RenderCrashed, RenderTimedOut
from adapters.studio.renderer.faults import PictureRefused, PictureUnreadable
from adapters.studio.stream import StreamTooLarge
from adapters.studio.task import Fault, FaultCode
from bot.errors import BotError

_SERVICE_FAULT = Fault(
    code=FaultCode.SERVICE_ERROR,
    message="The video could not be rendered. Please try again; you were not charged.",
)


def build_fault(error: BotError) -> Fault:
    """Return the fault an error of ours means."""
    match error:
        case PictureRefused():
            return Fault(code=FaultCode(error.code), message=error.sentence)
        case AddressRefused():
            message = f"The image could not be downloaded: its URL {error.sentence}."
            return Fault(code=FaultCode.IMAGE_PROCESSING_ERROR, message=message)
        case StreamTooLarge():
            return Fault(code=FaultCode.INVALID_PARAMETERS, message=error.sentence)
        case DownloadFailed():
            message = f"The image could not be downloaded. {error.sentence}"
            return Fault(code=FaultCode.IMAGE_PROCESSING_ERROR, message=message)
        case _:
            return _build_render_fault(error)


def build_no_content_fault() -> Fault:
    """Return the fault of a render that ended without a video."""
    message = "Nothing was generated. Change the prompt or the image and try again."
    return Fault(code=FaultCode.GENERATION_FAILED_NO_CONTENT, message=message)


def build_rehearsed_fault(code: FaultCode) -> Fault:
    """Return the fault that a caller has asked for."""
    return Fault(code=code, message="This task failed because the request asked for it.")


def build_service_fault() -> Fault:
    """Return the fault of an error that nobody foresaw."""
    return _SERVICE_FAULT


def _build_render_fault(error: BotError) -> Fault:
    match error:
        case RenderTimedOut():
            message = "The video took too long. Try a shorter one or a lower quality."
            return Fault(code=FaultCode.GENERATION_TIMEOUT, message=message)
        case RenderCrashed():
            message = "The process that drew the video died. You were not charged."
            return Fault(code=FaultCode.SERVICE_ERROR, message=message)
        case PictureUnreadable():
            message = "An image is damaged and could not be decoded."
            return Fault(code=FaultCode.IMAGE_PROCESSING_ERROR, message=message)
        case _:
            return _SERVICE_FAULT
