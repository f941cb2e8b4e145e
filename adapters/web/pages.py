"""The page itself, and its scripts and styles under an address that changes with their content."""

import hashlib
from pathlib import Path

import jinja2
from aiohttp import web

_HERE = Path(__file__).parent
_STATIC = _HERE / "static"
_FOREVER = "public, max-age=31536000, immutable"


class Pages:
    """Serves what does not change while the program runs."""

    def __init__(self) -> None:
        """Read the files once, before the event loop has anything to do."""
        version = _hash_files(_STATIC)
        self._static_prefix = f"/static/{version}"
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined
        )
        self._page = environment.get_template("page.html").render(static=self._static_prefix)

    def routes(self) -> list[web.AbstractRouteDef]:
        """List what is served here."""
        return [
            web.get("/", self.show_page),
            web.static(self._static_prefix, _STATIC),
        ]

    async def show_page(self, _request: web.Request) -> web.Response:
        """Return the chat page."""
        return web.Response(text=self._page, content_type="text/html", headers={"Cache-Control": "no-cache"})


async def cache_static_files(request: web.Request, response: web.StreamResponse) -> None:
    """Let browsers keep scripts and styles for good, since new content has a new address."""
    if request.path.startswith("/static/"):
        response.headers["Cache-Control"] = _FOREVER


def _hash_files(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
