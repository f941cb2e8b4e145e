"""Finding the subject."""

import numpy as np
import pytest

from adapters.studio.renderer.subject import find_subject
from tests.adapters.studio.renderer.pictures import draw_scene


@pytest.mark.parametrize("across", [0.3, 0.5, 0.7])
def test_finds_what_stands_out(across: float) -> None:
    subject = find_subject(draw_scene(subject_across=across))
    columns = np.flatnonzero(subject.mask.max(axis=0)) / subject.mask.shape[1]

    assert subject.confidence > 0.4
    assert abs(columns.mean() - across) < 0.06
    assert np.sign(round(subject.focus.across - 0.5, 1)) == np.sign(round(across - 0.5, 1))


def test_does_not_trust_an_empty_picture() -> None:
    subject = find_subject(np.full((200, 300, 3), 90, dtype=np.uint8))

    assert subject.confidence == 0
