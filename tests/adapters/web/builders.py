"""Small honest values for the tests of the web chat."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.conversation import Message, MessageKind
from bot.job.card import Action, Button, Card, FailurePost, Notice, ResultPost, Tone
from bot.job.job import Job, JobState, Price, ReplyAddress, Requester, Video
from bot.request.generation_request import GenerationRequest, Picture, RequestOptions, Shot, ShotMode, Storyboard

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ANA = Requester(platform="web", id="ana", name="Ana")
BEN = Requester(platform="web", id="ben", name="Ben")
GENERAL = ReplyAddress(platform="web", place="general")
VIDEO = Video(
    key="clip.mp4",
    poster_key="poster.jpg",
    width=1280,
    height=720,
    duration_seconds=5.0,
    size_bytes=1000,
    has_sound=False,
)
CARD = Card(
    job_id="job1",
    requester=ANA,
    state=JobState.RENDERING,
    tone=Tone.WORKING,
    headline="Rendering, 40 %",
    prompt="The sun sets <b>",
    options="5 s · 720p",
    cost="Free preview",
    notes=("It was turned upright.",),
    percent=40,
    started_at=NOON,
    ready_at=None,
    finished_at=None,
    pictures=(("day.jpg", "First frame"),),
    buttons=(Button(action=Action.CANCEL, label="Cancel"),),
)
RESULT = ResultPost(
    job_id="job1",
    requester=ANA,
    text="your video is ready.",
    video=VIDEO,
    alt_text="The sun sets",
    caption="Free preview · 5 s",
    buttons=(Button(action=Action.REROLL, label="Re-roll"),),
)
FAILURE = FailurePost(
    marker="failure:failed:1:job1",
    job_id="job1",
    requester=ANA,
    text="your video could not be made.",
    reason="No credits are left.",
    since=NOON,
)
NOTICE = Notice(marker="rule1:job1", text="Ana's video is ready.", job_id="job1", tone=Tone.GOOD)
JOB = Job(
    id="job1",
    request=GenerationRequest(
        options=RequestOptions(
            prompt="The sun sets",
            duration=10,
            sound=True,
            shots=Storyboard(
                mode=ShotMode.CUSTOM, shots=(Shot(prompt="she looks up", seconds=4), Shot(prompt="rain", seconds=6))
            ),
            elements=("e1", "e2"),
        ),
        first_frame=Picture(key="day.jpg", media_type="image/jpeg", width=640, height=360, size_bytes=9),
    ),
    requester=ANA,
    address=GENERAL,
    price=Price(),
    created_at=NOON,
)


def build_message(text: str, *, channel_id: str = "general", author: Requester = ANA) -> Message:
    """Build a plain message."""
    return Message(
        channel_id=channel_id,
        author_id=author.id,
        author_name=author.name,
        kind=MessageKind.TEXT,
        text=text,
        body={"pictures": []},
        marker=None,
        created_at=NOON,
    )


def build_job(*, place: str = "general", requester: Requester = ANA) -> Job:
    """Build a job that answers in a place."""
    return replace(JOB, address=ReplyAddress(platform="web", place=place), requester=requester)
