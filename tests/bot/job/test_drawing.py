from dataclasses import replace

import pytest

from bot.job.card import Action, Card, Tone
from bot.job.drawing import (
    Surroundings,
    describe_options,
    describe_prompt,
    draw_card,
    draw_failure,
    draw_notice,
    draw_result,
)
from bot.job.estimate import RenderEstimate
from bot.job.job import Charge, Failure, JobState, Price, Video
from bot.messages import job_list
from bot.request.generation_request import GenerationRequest, Picture, RequestOptions
from bot.request.reading import read_options
from tests.bot.job.world import PICTURE, REQUEST
from tests.contracts.samples import ADA, NOON, after_noon, build_job
from tests.fakes.video_service import FREE, PAID

PLACE_GONE = Failure(sentence="The channel is gone.", code="gone")
VIDEO = Video(
    key="v.mp4", poster_key="p.jpg", width=1280, height=720, duration_seconds=5.0, size_bytes=9, has_sound=False
)
ESTIMATE = RenderEstimate(low_seconds=50.0, high_seconds=60.0)


def draw(state: JobState, around: Surroundings | None = None, **changes: object) -> Card:
    """Draw a job of the paid service ten seconds after it was accepted."""
    job = build_job("a", request=REQUEST, state=state, **changes)
    return draw_card(job, around or Surroundings(profile=PAID, now=after_noon(10)))


def actions_on(card: Card) -> list[Action]:
    """Return what can be pressed."""
    return [button.action for button in card.buttons]


@pytest.mark.parametrize(
    ("state", "headline", "tone"),
    [
        (JobState.QUEUED, "Queued, next in line", Tone.WAITING),
        (JobState.SUBMITTING, "Handing over to the video service", Tone.WAITING),
        (JobState.UNCLEAR, "Unclear whether the video service took it", Tone.BAD),
        (JobState.RENDERING, "Rendering", Tone.WORKING),
        (JobState.DELIVERING, "Finishing: posting the video", Tone.WORKING),
        (JobState.DONE, "Done in 10 s", Tone.GOOD),
        (JobState.FAILED, "No video", Tone.BAD),
        (JobState.CANCELLED, "Cancelled", Tone.NEUTRAL),
        (JobState.EXPIRED, "Lost track of it", Tone.BAD),
    ],
)
def test_every_state_is_said_in_words_that_lists_use_too(state: JobState, headline: str, tone: Tone) -> None:
    card = draw(state)

    assert (card.state, card.headline, card.tone) == (state, headline, tone)
    assert card.headline.startswith(job_list.job_state(state))


@pytest.mark.parametrize(
    ("state", "actions"),
    [
        (JobState.QUEUED, [Action.CANCEL]),
        (JobState.SUBMITTING, [Action.CANCEL]),
        (JobState.UNCLEAR, [Action.CHECK_AGAIN, Action.TRY_AGAIN, Action.CANCEL]),
        (JobState.RENDERING, [Action.CANCEL]),
        (JobState.DELIVERING, []),
        (JobState.DONE, []),
        (JobState.FAILED, [Action.REROLL, Action.EDIT]),
        (JobState.CANCELLED, [Action.REROLL, Action.EDIT]),
        (JobState.EXPIRED, [Action.REROLL, Action.EDIT]),
    ],
)
def test_every_state_offers_what_can_be_done(state: JobState, actions: list[Action]) -> None:
    assert actions_on(draw(state)) == actions


def test_a_queued_job_tells_its_place_in_line() -> None:
    card = draw(JobState.QUEUED, Surroundings(profile=PAID, now=after_noon(0), ahead=3))

    assert card.headline == "Queued, 3 ahead"
    assert card.notes == ("You can leave. You will be mentioned when it is ready, or if it fails.",)


def test_real_progress_is_shown() -> None:
    card = draw(JobState.RENDERING, progress_percent=40)

    assert (card.percent, card.headline) == (40, "Rendering, 40 %")


def test_no_progress_is_made_up() -> None:
    card = draw(JobState.RENDERING, Surroundings(profile=PAID, now=after_noon(10), estimate=ESTIMATE))

    assert (card.percent, card.headline) == (None, "Rendering")


@pytest.mark.parametrize("state", [state for state in JobState if state is not JobState.RENDERING])
def test_progress_is_shown_only_while_rendering(state: JobState) -> None:
    assert draw(state, progress_percent=40).percent is None


def test_a_task_that_waits_at_the_service_says_so() -> None:
    assert draw(JobState.RENDERING, is_waiting_at_service=True).headline == "Waiting for the video service"


@pytest.mark.parametrize("state", [JobState.SUBMITTING, JobState.RENDERING])
def test_a_job_that_is_being_cancelled_offers_nothing_more(state: JobState) -> None:
    card = draw(state, cancel_requested=True)

    assert (card.headline, card.buttons) == ("Cancelling", ())


def test_tells_when_it_should_be_ready() -> None:
    around = Surroundings(profile=PAID, now=after_noon(10), estimate=ESTIMATE)

    assert draw(JobState.RENDERING, around, submitted_at=after_noon(5)).ready_at == after_noon(65)


def test_a_moment_that_has_passed_is_no_estimate() -> None:
    around = Surroundings(profile=PAID, now=after_noon(66), estimate=ESTIMATE)

    card = draw(JobState.RENDERING, around, submitted_at=after_noon(5))

    assert (card.ready_at, card.notes) == (None, ())


def test_a_job_that_takes_much_longer_than_others_says_so() -> None:
    around = Surroundings(profile=PAID, now=after_noon(96), estimate=ESTIMATE)

    card = draw(JobState.RENDERING, around, submitted_at=after_noon(5))

    assert card.notes[-1].startswith("Taking longer than usual.")


@pytest.mark.parametrize(
    ("charge", "words"),
    [
        (Charge.NOT_CHARGED, "You weren't charged."),
        (Charge.CHARGED, "It was charged."),
        (Charge.UNKNOWN, "It may have been charged."),
    ],
)
def test_a_failure_says_why_and_what_it_cost(charge: Charge, words: str) -> None:
    failure = Failure(sentence="The picture was refused.", code="refused", charge=charge)

    assert draw(JobState.FAILED, failure=failure).notes == ("The picture was refused.", words)


def test_a_failure_of_a_free_preview_does_not_speak_of_money() -> None:
    failure = Failure(sentence="The picture was refused.", code="refused", charge=Charge.UNKNOWN)

    card = draw(JobState.FAILED, Surroundings(profile=FREE, now=after_noon(1)), failure=failure)

    assert card.notes == ("The picture was refused.",)


def test_doubt_explains_both_ways_out() -> None:
    notes = draw(JobState.UNCLEAR, notes=("It was padded.",)).notes

    assert notes[0] == "It was padded."
    assert "`Check again`" in notes[1]
    assert "`Try again`" in notes[1]


@pytest.mark.parametrize(
    ("profile", "price", "cost"),
    [
        (FREE, Price(), "Free preview"),
        (PAID, Price(credits=27.0), "Paid service · About 27 credits"),
        (PAID, Price(credits=40.5), "Paid service · About 40.5 credits"),
        (PAID, Price(), "Paid service"),
    ],
)
def test_tells_what_it_should_cost(profile: object, price: Price, cost: str) -> None:
    around = Surroundings(profile=profile, now=after_noon(0))  # type: ignore[arg-type] # parametrised with profiles

    assert draw(JobState.QUEUED, around, price=price).cost == cost


def test_shows_both_frames_with_descriptions() -> None:
    night = Picture(key="night.jpg", media_type="image/jpeg", width=640, height=360, size_bytes=3)
    request = GenerationRequest(options=RequestOptions(prompt="a ship"), first_frame=PICTURE, last_frame=night)

    card = draw_card(build_job("a", request=request), Surroundings(profile=PAID, now=after_noon(0)))

    assert card.pictures == (
        ("day.jpg", "First frame for: a ship"),
        ("night.jpg", "Last frame for: a ship"),
    )


def test_times_are_told() -> None:
    card = draw(JobState.DONE, finished_at=after_noon(75))

    assert (card.headline, card.finished_at) == ("Done in 1 min 15 s", after_noon(75))


def test_long_prompts_are_shortened_to_one_line() -> None:
    shown = describe_prompt(RequestOptions(prompt="a\nb " + "x" * 300))

    assert shown.startswith("a b xxx")
    assert shown.endswith("…")
    assert len(shown) == 200


def test_a_storyboard_shows_its_first_shot() -> None:
    assert describe_prompt(read_options({"shots": "4s: she looks up | 6s: b"})) == "2 shots: she looks up"


def test_options_are_told_in_one_line() -> None:
    said = {
        "shots": "4s: a | 6s: b",
        "sound": "on",
        "elements": "1",
        "watermark": "on",
        "quality": "1080p",
        "aspect": "16:9",
    }

    line = describe_options(read_options(said))

    assert line == "10 s · 1080p · 16:9 · with sound · 2 shots · 1 element · watermark"


def test_a_result_mentions_who_asked_and_describes_the_video() -> None:
    result = draw_result(build_job("a", request=REQUEST), VIDEO, FREE)

    assert (result.requester, result.text, result.video) == (ADA, "your video is ready.", VIDEO)
    assert result.alt_text == "Video: The sun sets"
    assert result.caption == "Free preview: an animatic drawn on this machine · 5 s · 720p · 1280 × 720"
    assert [button.action for button in result.buttons] == [
        Action.REROLL,
        Action.EDIT,
        Action.CONTINUE,
        Action.DELETE,
    ]


def test_a_paid_result_is_not_called_a_preview() -> None:
    assert draw_result(build_job("a"), VIDEO, PAID).caption == "5 s · 720p · 1280 × 720"


def test_a_failure_says_why_and_what_it_cost_and_shows_nothing() -> None:
    failure = Failure(sentence="It saw nudity.", code="filter", charge=Charge.CHARGED)
    told = draw_failure(build_job("a", request=REQUEST, state=JobState.FAILED, failure=failure), PAID)

    assert told.words == "your video could not be made. It saw nudity. It was charged."
    assert told.marker == f"failure:failed:1:{build_job('a').id}"
    assert REQUEST.options.prompt not in repr(told)


def test_a_failure_of_what_costs_nothing_speaks_of_no_money() -> None:
    failure = Failure(sentence="The disk is full.", code="disk")
    told = draw_failure(build_job("a", state=JobState.FAILED, failure=failure), FREE)

    assert told.words == "your video could not be made. The disk is full."


def test_a_video_without_a_place_was_made_all_the_same() -> None:
    told = draw_failure(build_job("a", state=JobState.FAILED, failure=PLACE_GONE, video=VIDEO), FREE)

    assert told.words == "your video could not be posted. The channel is gone."


def test_a_notice_shows_the_video() -> None:
    notice = draw_notice(build_job("a", request=REQUEST, video=VIDEO), rule_id="r1")

    assert (notice.text, notice.tone, notice.video) == ("Ada made a video: The sun sets", Tone.GOOD, VIDEO)
    assert notice.marker == f"notice:r1:{build_job('a').id}"


@pytest.mark.parametrize("name", ["is_spoiler", "is_age_restricted"])
def test_what_is_not_for_everybodys_eyes_is_marked_everywhere(name: str) -> None:
    job = build_job("a", video=VIDEO, **{name: True})
    drawn = (draw_card(job, Surroundings(profile=PAID, now=NOON)), draw_result(job, VIDEO, PAID))

    assert [getattr(one, name) for one in (*drawn, draw_notice(job, rule_id="r1"))] == [True, True, True]


def test_a_notice_tells_that_there_is_no_video() -> None:
    notice = draw_notice(replace(build_job("a", request=REQUEST), state=JobState.FAILED), rule_id="r1")

    assert (notice.text, notice.tone) == ("Ada's video did not come about: The sun sets", Tone.BAD)
    assert notice.video is None
