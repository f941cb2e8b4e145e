"""The arithmetic of shapes: always within the service's limits, never more changed than needed."""

from hypothesis import given
from hypothesis import strategies as st

from bot.media.framing import Fit, Size, plan_framing
from bot.request.generation_request import Aspect

SIDES = st.integers(min_value=64, max_value=20_000)


@given(width=SIDES, height=SIDES, aspect=st.sampled_from(Aspect), fit=st.sampled_from(Fit))
def test_every_canvas_is_within_the_limits(width: int, height: int, aspect: Aspect, fit: Fit) -> None:
    canvas = plan_framing(Size(width=width, height=height), aspect=aspect, fit=fit, longest_side=2560).canvas

    assert min(canvas.width, canvas.height) >= 300
    assert max(canvas.width, canvas.height) <= 2560
    assert canvas.width <= 2.5 * canvas.height
    assert canvas.height <= 2.5 * canvas.width


@given(width=SIDES, height=SIDES, aspect=st.sampled_from(Aspect), fit=st.sampled_from(Fit))
def test_no_picture_is_larger_than_its_canvas(width: int, height: int, aspect: Aspect, fit: Fit) -> None:
    framing = plan_framing(Size(width=width, height=height), aspect=aspect, fit=fit, longest_side=2560)

    assert 1 <= framing.picture.width <= framing.canvas.width
    assert 1 <= framing.picture.height <= framing.canvas.height


def test_leaves_an_ordinary_picture_alone() -> None:
    framing = plan_framing(Size(width=1600, height=1200), aspect=Aspect.AUTO, fit=Fit.PAD, longest_side=2560)

    assert framing.canvas == framing.picture == Size(width=1600, height=1200)


def test_leaves_a_shape_that_is_nearly_right_alone() -> None:
    framing = plan_framing(Size(width=1366, height=768), aspect=Aspect.WIDE, fit=Fit.PAD, longest_side=2560)

    assert not framing.is_padded


def test_shrinks_a_large_picture_to_the_longest_side() -> None:
    framing = plan_framing(Size(width=8000, height=6000), aspect=Aspect.AUTO, fit=Fit.PAD, longest_side=2560)

    assert framing.canvas == Size(width=2560, height=1920)


def test_enlarges_a_small_picture_to_the_least() -> None:
    framing = plan_framing(Size(width=100, height=200), aspect=Aspect.AUTO, fit=Fit.PAD, longest_side=2560)

    assert framing.canvas == Size(width=300, height=600)


def test_pads_a_panorama_to_the_extreme_ratio() -> None:
    framing = plan_framing(Size(width=2000, height=200), aspect=Aspect.AUTO, fit=Fit.PAD, longest_side=2560)

    assert framing.canvas == Size(width=2000, height=800)
    assert framing.picture == Size(width=2000, height=200)


def test_crops_a_tower_to_the_extreme_ratio() -> None:
    framing = plan_framing(Size(width=400, height=4000), aspect=Aspect.AUTO, fit=Fit.CROP, longest_side=2560)

    assert framing.canvas == Size(width=400, height=1000)
    assert framing.is_cropped
    assert framing.kept_height == 0.25


def test_pads_to_the_shape_that_was_asked_for() -> None:
    framing = plan_framing(Size(width=2000, height=1500), aspect=Aspect.WIDE, fit=Fit.PAD, longest_side=2560)

    assert framing.canvas == Size(width=2560, height=1440)
    assert framing.picture == Size(width=1920, height=1440)


def test_crops_to_the_shape_that_was_asked_for() -> None:
    framing = plan_framing(Size(width=2000, height=1500), aspect=Aspect.SQUARE, fit=Fit.CROP, longest_side=2560)

    assert framing.canvas == Size(width=1500, height=1500)
    assert framing.kept_width == 0.75
