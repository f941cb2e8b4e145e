"""The served document, held against the server by generated calls."""

import asyncio
import sys
from pathlib import Path

import pytest

from adapters.studio.openapi import build_document
from adapters.studio.settings import Generation, StudioLimits
from tests.adapters.studio.client import FIRST_KEY, build_settings, open_client

#: Whether a valid body is accepted depends on rules between its fields and on what its links lead to, which a
#: schema cannot say; everything else that the tool checks holds.
EXCLUDED_CHECKS = "positive_data_acceptance"


@pytest.mark.parametrize(
    ("generation", "paths"),
    [(Generation.SUPERSET, ()), (Generation.C, ("--include-path=/v1/videos/generations",))],
    ids=["superset", "c"],
)
async def test_answers_as_its_own_document_says(tmp_path: Path, generation: Generation, paths: tuple[str, ...]) -> None:
    limits = StudioLimits(calls_per_minute=10**6, submissions_per_minute=10**6, queued_per_key=10**6)
    settings = build_settings(tmp_path / "data", limits=limits, generation=generation)
    async with open_client(settings) as client:
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{client.base_url}/openapi.json",
            f"--header=Authorization: Bearer {FIRST_KEY}",
            f"--exclude-checks={EXCLUDED_CHECKS}",
            *paths,
            "--max-examples=3",
            "--generation-deterministic",
            "--no-color",
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
        )
        report, _ = await process.communicate()

    assert process.returncode == 0, report.decode()


def test_documents_every_route_with_its_refusals() -> None:
    paths = build_document(Generation.SUPERSET)["paths"]

    statuses = set(paths["/v1/videos/generations"]["post"]["responses"])
    assert len(paths) == 13
    assert statuses == {"200", "400", "401", "402", "403", "409", "413", "415", "429", "500"}


def test_documents_integer_codes_for_the_old_generation() -> None:
    responses = build_document(Generation.A)["paths"]["/v1/models"]["get"]["responses"]

    assert responses["401"]["content"]["application/json"]["schema"]["$ref"].endswith("/IntegerError")


@pytest.mark.parametrize(
    ("generation", "required", "has_aspect", "qualities", "element_id"),
    [
        (Generation.A, ["model"], True, ["720p", "1080p"], "integer"),
        (Generation.C, ["model", "image_start"], False, ["720p", "1080p", "4k"], "string"),
    ],
    ids=["a", "c"],
)
def test_documents_what_each_generation_takes(
    generation: Generation, required: list[str], *, has_aspect: bool, qualities: list[str], element_id: str
) -> None:
    schemas = build_document(generation)["components"]["schemas"]

    video = schemas["VideoGenerationRequest"]
    assert video["required"] == required
    assert ("aspect_ratio" in video["properties"]) is has_aspect
    assert schemas["Quality"]["enum"] == qualities
    assert schemas["ElementReference"]["properties"]["element_id"]["type"] == element_id


def test_documents_the_headers_of_submissions() -> None:
    submission = build_document(Generation.SUPERSET)["paths"]["/v1/videos/generations"]["post"]

    names = [parameter["name"] for parameter in submission["parameters"] if parameter["in"] == "header"]
    assert names == ["Idempotency-Key", "Flipbook-Take"]
    assert list(submission["responses"]["200"]["headers"]) == ["idempotency-replayed"]
    assert list(submission["responses"]["429"]["headers"]) == ["Retry-After"]
