"""Points the bot's Slack at a local server and back, for bots that run as a whole; parts are given addresses instead.

Neither the bot nor Slack's library has a setting for its addresses, as only a test has a reason to change them. They
are defaults of keyword arguments in the adapter and where it is wired, and are replaced there by their value.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FunctionType, ModuleType
from urllib.parse import urlsplit

import adapters.slack
from adapters.slack.connection import SLACK_API
from adapters.slack.desk import FILE_HOSTS
from tests.servers.slack.web_api import API_PATH, AUTHORIZE_PATH

WIRING = "bot.application.slack_side"
REAL_SCHEMES = frozenset({"https"})
REAL_AUTHORIZE_URL = "https://slack.com/oauth/v2/authorize"


@contextmanager
def install_into_bot(*, origin: str, files_origin: str) -> Iterator[None]:
    """Let everything of the bot that is built while the block runs talk to the given addresses."""
    replaced: Mapping[object, object] = {
        SLACK_API: origin + API_PATH,
        REAL_AUTHORIZE_URL: origin + AUTHORIZE_PATH,
        FILE_HOSTS: frozenset({urlsplit(files_origin).netloc}),
        REAL_SCHEMES: frozenset({urlsplit(files_origin).scheme}),
    }
    kept = [(function, function.__kwdefaults__) for function in list_functions()]
    for function, defaults in kept:
        function.__kwdefaults__ = {name: _replace(value, replaced) for name, value in (defaults or {}).items()}
    try:
        yield
    finally:
        for function, defaults in kept:
            function.__kwdefaults__ = defaults or {}


def list_functions() -> list[FunctionType]:
    """List every function and constructor that knows Slack, as far as it has defaults for keywords."""
    found: dict[int, FunctionType] = {}
    for module in _list_modules():
        for _, member in inspect.getmembers(module):
            makers = [member.__init__] if inspect.isclass(member) else [member]
            for maker in makers:
                function = inspect.unwrap(maker) if callable(maker) else maker
                is_ours = isinstance(function, FunctionType) and function.__module__.startswith(
                    (adapters.slack.__name__, WIRING)
                )
                if isinstance(function, FunctionType) and is_ours and function.__kwdefaults__:
                    found[id(function)] = function
    return list(found.values())


def _list_modules() -> list[ModuleType]:
    names = [found.name for found in pkgutil.iter_modules(adapters.slack.__path__, f"{adapters.slack.__name__}.")]
    return [importlib.import_module(name) for name in (*names, WIRING)]


def _replace(value: object, replaced: Mapping[object, object]) -> object:
    is_plain = isinstance(value, str | frozenset)
    return replaced.get(value, value) if is_plain else value
