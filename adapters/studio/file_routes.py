"""Handlers of uploads and of the public links to uploads and results."""

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic import ValidationError

from adapters.studio.address_guard import AddressRefused
from adapters.studio.download import DownloadFailed
from adapters.studio.file_answers import (
    NAME_CHARACTERS,
    Base64UploadRequest,
    FileDeleteAnswer,
    FileListAnswer,
    FilePage,
    FileQuota,
    FileQuotaAnswer,
    UrlUploadRequest,
    build_file_entry,
    build_file_upload_answer,
)
from adapters.studio.gateway import Call, answer_json, read_json
from adapters.studio.order_reader import build_field_problem
from adapters.studio.refusal import ApiRefused, FieldProblem, Refusal, refuse_field
from adapters.studio.settings import MEBIBYTE
from adapters.studio.stream import CHUNK_BYTES, StreamTooLarge, write_stream
from adapters.studio.studio import read_page_number
from adapters.studio.upload import Upload, UploadWish

_MAXIMUM_PAGE = 1_000_000
_MAXIMUM_PAGE_SIZE = 100
_BYTES_PER_CHARACTER = 4
#: A multiple of four, so that every piece decodes by itself.
_BASE64_CHARACTERS = 256 * 1024


async def upload_base64(call: Call) -> web.StreamResponse:
    """Take a picture that is in the request itself."""
    limit_bytes = call.studio.settings.limits.upload_bytes
    body = await read_json(call.request, limit_bytes=limit_bytes * 4 // 3 + MEBIBYTE)
    try:
        wanted = Base64UploadRequest.model_validate(body)
    except ValidationError as error:
        raise refuse_field(build_field_problem(error)) from error

    async def receive(draft: Path) -> UploadWish:
        await asyncio.to_thread(_write_decoded, wanted.base64_data, draft, limit_bytes)
        return wanted.get_wish()

    return await _answer_upload(call, receive)


async def upload_url(call: Call) -> web.StreamResponse:
    """Take a picture from an address."""
    try:
        wanted = UrlUploadRequest.model_validate(await read_json(call.request))
    except ValidationError as error:
        raise refuse_field(build_field_problem(error)) from error

    async def receive(draft: Path) -> UploadWish:
        limit_bytes = call.studio.settings.limits.upload_bytes
        await call.studio.downloader.fetch_file(wanted.file_url, draft, limit_bytes=limit_bytes)
        return wanted.get_wish()

    return await _answer_upload(call, receive)


async def upload_stream(call: Call) -> web.StreamResponse:
    """Take a picture that is sent as a form."""
    if call.request.content_type != "multipart/form-data":
        raise ApiRefused(Refusal.UNSUPPORTED_MEDIA_TYPE)

    async def receive(draft: Path) -> UploadWish:
        limit_bytes = call.studio.settings.limits.upload_bytes
        try:
            return await _read_form(await call.request.multipart(), draft, limit_bytes)
        except (ValueError, HttpProcessingError) as error:
            raise refuse_field(FieldProblem("body", "is not a valid form")) from error

    return await _answer_upload(call, receive)


async def show_quota(call: Call) -> web.StreamResponse:
    """Show how many files the key has and may have."""
    maximum = call.studio.settings.limits.files_per_key
    used = len(call.studio.uploads.list_newest_first(call.account.owner))
    quota = FileQuota(used_files=used, max_files=maximum, remain_files=max(0, maximum - used))
    return answer_json(FileQuotaAnswer(data=quota))


async def list_files(call: Call) -> web.StreamResponse:
    """Show one page of the key's files, newest first."""
    query = call.request.query
    page = read_page_number(query.get("page"), "page", default=1, maximum=_MAXIMUM_PAGE)
    size = read_page_number(query.get("pageSize"), "pageSize", default=20, maximum=_MAXIMUM_PAGE_SIZE)
    uploads = call.studio.uploads.list_newest_first(call.account.owner)
    shown = uploads[(page - 1) * size : page * size]
    return answer_json(
        FileListAnswer(data=FilePage(total=len(uploads), files=[build_file_entry(one) for one in shown]))
    )


async def delete_file(call: Call) -> web.StreamResponse:
    """Forget one of the key's files."""
    upload = call.studio.uploads.find(call.request.match_info["file_id"])
    if upload is None or upload.owner != call.account.owner:
        raise ApiRefused(Refusal.NOT_FOUND, message="The file could not be found")
    await call.studio.uploads.remove(upload)
    return answer_json(FileDeleteAnswer())


async def _answer_upload(call: Call, receive: Callable[[Path], Awaitable[UploadWish]]) -> web.Response:
    upload = await _keep_upload(call, receive)
    return answer_json(build_file_upload_answer(upload, call.base_url))


async def _keep_upload(call: Call, receive: Callable[[Path], Awaitable[UploadWish]]) -> Upload:
    uploads = call.studio.uploads
    uploads.check_quota(call.account.owner, call.studio.settings.limits.files_per_key)
    draft = uploads.open_draft()
    try:
        wish = await receive(draft)
        return await uploads.keep(draft, call.account.owner, wish)
    except StreamTooLarge as error:
        raise ApiRefused(Refusal.TOO_LARGE, message=error.sentence) from error
    except (AddressRefused, DownloadFailed) as error:
        raise refuse_field(FieldProblem("file_url", f"cannot be used: {error.sentence}")) from error
    finally:
        await asyncio.to_thread(draft.unlink, missing_ok=True)


async def _read_form(form: MultipartReader, draft: Path, limit_bytes: int) -> UploadWish:
    fields = {}
    original_name = None
    async for part in form:
        if not isinstance(part, BodyPartReader):
            raise refuse_field(FieldProblem("body", "must not contain a form within the form"))
        if part.name == "file" and original_name is None:
            original_name = part.filename or ""
            await write_stream(_iterate_part(part), draft, limit_bytes=limit_bytes)
        else:
            fields[part.name] = await _read_field(part)
    if original_name is None:
        raise refuse_field(FieldProblem("file", "is required"))
    return UploadWish(
        file_name=fields.get("file_name") or fields.get("fileName") or original_name,
        upload_path=fields.get("upload_path") or fields.get("uploadPath") or "",
        original_name=original_name[:NAME_CHARACTERS],
    )


async def _iterate_part(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(CHUNK_BYTES):
        yield chunk


async def _read_field(part: BodyPartReader) -> str:
    content = bytearray()
    async for chunk in _iterate_part(part):
        content += chunk
        if len(content) > _BYTES_PER_CHARACTER * NAME_CHARACTERS:
            break
    text = content.decode(errors="replace")
    if len(text) > NAME_CHARACTERS:
        raise refuse_field(FieldProblem(part.name or "body", f"must not exceed {NAME_CHARACTERS} characters"))
    return text


def _write_decoded(text: str, target: Path, limit_bytes: int) -> None:
    _, comma, bare = text.partition(",") if text.startswith("data:") else ("", ",", text)
    if not comma:
        raise refuse_field(FieldProblem("base64_data", "is a data URL without data"))
    if len(bare) * 3 // 4 > limit_bytes + 2:
        raise StreamTooLarge(limit_bytes)
    try:
        with target.open("wb") as file:
            # In pieces, since decoding lets no other thread run and the whole would stop the event loop.
            for start in range(0, len(bare), _BASE64_CHARACTERS):
                file.write(base64.b64decode(bare[start : start + _BASE64_CHARACTERS], validate=True))
    except ValueError as error:
        raise refuse_field(FieldProblem("base64_data", "is not valid base64")) from error
