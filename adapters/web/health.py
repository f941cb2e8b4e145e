"""`/healthz` tells that the process answers, `/readyz` what of the bot works. Neither tells why something does not."""

from aiohttp import web

from bot.health import Health


class HealthPage:
    """Serves both."""

    def __init__(self, health: Health) -> None:
        """Answer with what `health` finds out."""
        self._health = health

    def routes(self) -> list[web.RouteDef]:
        """List what is served here."""
        return [web.get("/healthz", self.show_life), web.get("/readyz", self.show_readiness)]

    async def show_life(self, _request: web.Request) -> web.Response:
        """Tell that the event loop turns; whoever gets no answer may restart the process."""
        return web.json_response({"status": "ok"})

    async def show_readiness(self, _request: web.Request) -> web.Response:
        """Tell what works; the status is 503 where orders cannot be taken."""
        found = await self._health.examine()
        parts = {name: "ok" if works else "down" for name, works in found.parts.items()}
        status = web.HTTPOk.status_code if found.is_ready else web.HTTPServiceUnavailable.status_code
        return web.json_response({"ready": found.is_ready, "parts": parts}, status=status)
