"""Guessing how near everything is."""

import numpy as np

from adapters.studio.renderer.nearness import guess_nearness
from adapters.studio.renderer.subject import find_subject
from tests.adapters.studio.renderer.pictures import draw_scene


def test_takes_the_subject_for_nearer_than_what_is_behind_it() -> None:
    nearness = guess_nearness(find_subject(draw_scene()), columns=160, rows=90)

    assert nearness.field.shape == (90, 160)
    assert nearness.field[50, 80] > nearness.field[50, 8] + 0.1


def test_guesses_so_smoothly_that_nothing_tears() -> None:
    nearness = guess_nearness(find_subject(draw_scene()), columns=160, rows=90)
    steps = np.abs(np.diff(nearness.field, axis=1)).max()

    # Displacement of neighbouring cells differs by less than half a cell at the widest slide.
    assert steps * 0.06 * 160 < 0.5


def test_takes_the_ground_for_near_where_no_subject_is_trusted() -> None:
    subject = find_subject(np.full((200, 300, 3), 90, dtype=np.uint8))

    field = guess_nearness(subject, columns=32, rows=18).field

    assert field[-1, 5] > field[0, 5] + 0.4
