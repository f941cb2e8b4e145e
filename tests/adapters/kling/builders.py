"""Builds the values that tests of the client need, with everything but the point of a test filled in."""

from dataclasses import replace
from datetime import UTC, datetime

from pydantic import SecretStr

from adapters.kling.settings import KlingLimits, KlingSettings, paid_profile
from bot.job.job import Job, Price, ReplyAddress, Requester
from bot.ports import ServiceProfile
from bot.request.generation_request import GenerationRequest, Picture, RequestOptions
from tests.servers.video_api_state import VideoApi

JOB_ID = "a1b2c3d4e5f6g7h8i9j0k1l2"
PICTURE = b"\x89PNG day"


def build_settings(
    api: VideoApi, *, profile: ServiceProfile | None = None, limits: KlingLimits | None = None
) -> KlingSettings:
    """Return settings that lead to the local server and never pause."""
    return KlingSettings(
        api_key=SecretStr(api.key),
        profile=profile or paid_profile(),
        api_base_url=api.base_url,
        files_base_url=api.base_url,
        limits=replace(limits or KlingLimits(), pause_seconds=0.0, inline_wait_seconds=1.0),
    )


def build_picture(key: str = "day.png") -> Picture:
    """Return a picture that lies in the media store under `key`."""
    return Picture(key=key, media_type="image/png", width=640, height=360, size_bytes=3)


def build_job(request: GenerationRequest | None = None) -> Job:
    """Return a job of five seconds from one picture."""
    options = RequestOptions(prompt="The sun sets")
    return Job(
        id=JOB_ID,
        request=request or GenerationRequest(options=options, first_frame=build_picture()),
        requester=Requester(platform="web", id="1", name="Ada"),
        address=ReplyAddress(platform="web", place="general"),
        price=Price(),
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
