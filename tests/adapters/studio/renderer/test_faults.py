"""Errors of the renderer on their way out of a worker process."""

import pickle
from collections.abc import Callable

import pytest

from adapters.studio.renderer.faults import PictureUnreadable, RenderStopped, VideoUnwritable
from bot.errors import ServiceFailed


@pytest.mark.parametrize("fault", [RenderStopped, PictureUnreadable, VideoUnwritable])
def test_survives_being_sent_to_another_process(fault: Callable[[], ServiceFailed]) -> None:
    given = fault()

    sent = pickle.loads(pickle.dumps(given))  # noqa: S301 - our own bytes

    assert type(sent) is type(given)
    assert (sent.sentence, sent.code) == (given.sentence, given.code)
