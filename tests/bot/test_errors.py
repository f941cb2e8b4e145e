import importlib
import pkgutil
import warnings
from collections.abc import Iterator
from types import ModuleType

import pytest

import adapters
import bot
import storage
from adapters.studio.address_guard import PrivateAddressBlocked
from bot.errors import BotError, OutcomeUnknown, PlaceUnreachable, RequestRefused, ServiceBusy, ServiceFailed
from bot.media.video_samples import UnusualVideo

#: Raised inside a resolver, whose callers know nothing but `OSError`, and while boxes are read, where it stays.
FOREIGN_BY_CONTRACT = {PrivateAddressBlocked, UnusualVideo}


def walk_modules(package: ModuleType) -> Iterator[ModuleType]:
    """Import every module below a package, except those that run when they are imported."""
    for found in pkgutil.walk_packages(package.__path__, prefix=f"{package.__name__}."):
        if not found.name.endswith(("__main__", "migrations.env")):
            # What a library finds old-fashioned in another one is not looked at here.
            with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
                module = importlib.import_module(found.name)
            yield module


def own_errors() -> set[type[BaseException]]:
    """Return every exception that our code defines."""
    return {
        member
        for package in (bot, adapters, storage)
        for module in walk_modules(package)
        for member in vars(module).values()
        if isinstance(member, type) and issubclass(member, BaseException) and member.__module__ == module.__name__
    }


def test_every_error_of_ours_belongs_to_the_family() -> None:
    strangers = {error for error in own_errors() - FOREIGN_BY_CONTRACT if not issubclass(error, BotError)}

    assert strangers == set()


def test_the_family_has_two_branches() -> None:
    assert issubclass(RequestRefused, BotError)
    assert issubclass(ServiceFailed, BotError)
    assert not issubclass(ServiceFailed, RequestRefused)


@pytest.mark.parametrize("error", [ServiceBusy, OutcomeUnknown, PlaceUnreachable])
def test_an_error_is_its_sentence(error: type[ServiceFailed]) -> None:
    raised = error("It did not work.", code="test")

    assert (str(raised), raised.sentence, raised.code) == ("It did not work.", "It did not work.", "test")


def test_a_refusal_names_the_option_at_fault() -> None:
    assert RequestRefused("Too long.", option="prompt").option == "prompt"
