"""The served document, held against the server by generated calls."""

import asyncio
import sys
from pathlib import Path

from adapters.studio.openapi import build_document
from adapters.studio.settings import Generation, StudioLimits
from tests.adapters.studio.client import FIRST_KEY, build_settings, open_client

#: Whether a valid body is accepted depends on rules between its fields and on what its links lead to, which a
#: schema cannot say; everything else that the tool checks holds.
EXCLUDED_CHECKS = "positive_data_acceptance"


async def test_answers_as_its_own_document_says(tmp_path: Path) -> None:
    limits = StudioLimits(calls_per_minute=10**6, submissions_per_minute=10**6, queued_per_key=10**6)
    async with open_client(build_settings(tmp_path / "data", limits=limits)) as client:
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{client.base_url}/openapi.json",
            f"--header=Authorization: Bearer {FIRST_KEY}",
            f"--exclude-checks={EXCLUDED_CHECKS}",
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
