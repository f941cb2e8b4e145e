"""Lists of jobs."""

from adapters.slack.connection import Identity
from adapters.slack.job_list import draw_jobs
from bot.job.job import JobState
from bot.request.generation_request import GenerationRequest, RequestOptions
from tests.adapters.slack.lobby import VIDEO
from tests.contracts.samples import build_job
from tests.servers.slack.blocks import Surface, check_blocks

ACME = Identity(
    team_id="T1",
    team_name="Acme",
    enterprise_id=None,
    bot_id="B1",
    bot_user_id="U9",
    scopes=frozenset(),
    is_organisation_wide=False,
    address="https://acme.slack.com/",
)


def test_a_job_is_listed_with_its_state_its_words_and_a_link() -> None:
    (block,) = draw_jobs([build_job("a", state=JobState.DONE, result_message_id="C1:12.34:F1")], ACME)

    assert "1. *Done* · a ship" in block["text"]["text"]
    assert "<https://acme.slack.com/archives/C1/p1234|open>" in block["text"]["text"]
    assert "accessory" not in block


def test_a_kept_video_has_a_button() -> None:
    (block,) = draw_jobs([build_job("a", video=VIDEO)], ACME)

    assert block["accessory"]["action_id"] == f"job:{'a'.ljust(24, '0')}:fetch"


def test_peoples_words_can_mention_nobody() -> None:
    options = RequestOptions(prompt="<!channel> & " * 30)
    (block,) = draw_jobs([build_job("a", request=GenerationRequest(options=options))], ACME)

    assert "<!channel>" not in block["text"]["text"]
    check_blocks([block], Surface.MESSAGE)


def test_only_the_latest_are_listed() -> None:
    assert len(draw_jobs([build_job("a")] * 30, ACME)) == 10
