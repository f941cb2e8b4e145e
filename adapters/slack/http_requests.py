"""Slack's signed requests, for those who can be reached from outside: everything that Socket Mode brings, over HTTP."""

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp

from adapters.slack.workspace import settle_workspace

EVENTS_PATH = "/slack/events"
_LARGEST_BODY_BYTES = 1024 * 1024


def build_request_routes(app: AsyncApp) -> list[web.RouteDef]:
    """Return the receiver's route; `app` refuses whatever is not signed, or was signed more than five minutes ago."""

    async def receive(request: web.Request) -> web.StreamResponse:
        if request.content_length is None or request.content_length > _LARGEST_BODY_BYTES:
            raise web.HTTPRequestEntityTooLarge(
                max_size=_LARGEST_BODY_BYTES, actual_size=request.content_length or _LARGEST_BODY_BYTES
            )
        deed = await to_bolt_request(request)
        settle_workspace(deed)
        answer = await app.async_dispatch(deed)
        return await to_aiohttp_response(answer)

    return [web.post(EVENTS_PATH, receive)]
