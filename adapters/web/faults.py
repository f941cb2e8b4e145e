"""The outer edge of every handler: our errors become short JSON answers, foreign ones are logged under a reference."""

import logging
import secrets

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.errors import RequestRefused, ServiceFailed
from bot.messages import web as sentences

logger = logging.getLogger(__name__)


def refusal_response(sentence: str, *, option: str | None = None, status: int = 422) -> web.Response:
    """Tell the person, and only them, why nothing was done."""
    return web.json_response({"sentence": sentence, "option": option}, status=status)


@web.middleware
async def answer_faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn errors into answers that are safe to show."""
    try:
        return await handler(request)
    except RequestRefused as error:
        logger.info("request refused", extra={"path": request.path, "option": error.option})
        return refusal_response(error.sentence, option=error.option)
    except ServiceFailed as error:
        reference = _make_reference()
        logger.exception("request failed", extra={"reference": reference, "code": error.code, "path": request.path})
        return _failure(error.sentence, reference=reference, status=web.HTTPServiceUnavailable.status_code)
    except web.HTTPException:
        raise
    except Exception:
        reference = _make_reference()
        logger.exception("request broke", extra={"reference": reference, "path": request.path})
        return _failure(sentences.unexpected(), reference=reference, status=web.HTTPInternalServerError.status_code)


def _failure(sentence: str, *, reference: str, status: int) -> web.Response:
    return web.json_response({"sentence": sentence, "reference": reference}, status=status)


def _make_reference() -> str:
    return secrets.token_hex(3).upper()
