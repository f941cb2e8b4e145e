"""The calls of the API's file service, which gives pictures an address that the API can open."""

import asyncio
import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

from aiohttp import ClientSession, FormData

from adapters.kling.answers import FilePage, FileQuota, StoredFile
from adapters.kling.connection import ApiCall, ApiConnection, Model, parse_answer
from adapters.kling.reply import ApiReply
from adapters.kling.settings import KlingSettings
from bot.errors import ServiceFailed
from bot.messages import service as sentences


@dataclass(frozen=True, kw_only=True)
class FilePlace:
    """Where an uploaded file shall lie; the same place twice gives the same address."""

    folder: str
    name: str
    media_type: str


class FileClient:
    """Uploads may be repeated: at worst a file is stored twice until it expires after 72 hours."""

    def __init__(self, session: ClientSession, settings: KlingSettings) -> None:
        """Use a session that somebody else opened and will close."""
        self._connection = ApiConnection(session, settings)
        self._base_url = settings.files_base_url.rstrip("/")
        self._limits = settings.limits

    async def upload_stream(self, file: Path, *, place: FilePlace) -> StoredFile:
        """Upload a picture as a form."""
        content = await asyncio.to_thread(file.read_bytes)

        def build_form() -> FormData:
            form = FormData()
            form.add_field("upload_path", place.folder)
            form.add_field("file_name", place.name)
            form.add_field("file", io.BytesIO(content), filename=place.name, content_type=place.media_type)
            return form

        call = ApiCall(
            method="POST",
            url=f"{self._base_url}/api/v1/files/upload/stream",
            build_form=build_form,
            timeout_seconds=self._limits.upload_seconds,
        )
        return await self._read(StoredFile, call)

    async def upload_base64(self, file: Path, *, place: FilePlace) -> StoredFile:
        """Upload a picture inside JSON, a third larger than it is."""
        content = await asyncio.to_thread(_read_base64, file)
        body = {
            "base64_data": f"data:{place.media_type};base64,{content}",
            "upload_path": place.folder,
            "file_name": place.name,
        }
        return await self._read(StoredFile, self._build_upload("base64", body))

    async def upload_url(self, url: str, *, place: FilePlace) -> StoredFile:
        """Have the file service fetch a picture from a public address."""
        body = {"file_url": url, "upload_path": place.folder, "file_name": place.name}
        return await self._read(StoredFile, self._build_upload("url", body))

    async def fetch_quota(self) -> FileQuota:
        """Ask how many files the account may still store."""
        return await self._read(FileQuota, self._build_call("GET", "quota"))

    async def fetch_files(self, *, page: int = 1, page_size: int = 20) -> FilePage:
        """Ask for one page of the stored files."""
        return await self._read(FilePage, self._build_call("GET", f"list?page={page}&pageSize={page_size}"))

    async def delete(self, file_id: str) -> None:
        """Delete a stored file."""
        await self._connection.call_repeatedly(self._build_call("DELETE", quote(file_id, safe="")), _check_success)

    def _build_upload(self, kind: str, body: Mapping[str, object]) -> ApiCall:
        return ApiCall(
            method="POST",
            url=f"{self._base_url}/api/v1/files/upload/{kind}",
            json=body,
            timeout_seconds=self._limits.upload_seconds,
        )

    def _build_call(self, method: str, path: str) -> ApiCall:
        url = f"{self._base_url}/api/v1/files/{path}"
        return ApiCall(method=method, url=url, timeout_seconds=self._limits.call_seconds)

    async def _read(self, model: type[Model], call: ApiCall) -> Model:
        return await self._connection.call_repeatedly(call, partial(_parse_contents, model=model))


def _parse_contents(reply: ApiReply, model: type[Model]) -> Model:
    _check_success(reply)
    contents = reply.body.get("data") if isinstance(reply.body, dict) else None
    return parse_answer(ApiReply(status=reply.status, body=contents), model)


def _check_success(reply: ApiReply) -> None:
    # The file service may say no with status 200.
    if reply.has_error:
        raise ServiceFailed(sentences.upload_refused(), code="upload_refused")


def _read_base64(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode("ascii")
