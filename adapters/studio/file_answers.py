"""The bodies of the file routes: what they take and what they answer."""

from typing import Annotated

from pydantic import Field

from adapters.studio.answers import USER_GROUP, AnswerModel
from adapters.studio.clock import format_time
from adapters.studio.upload import Upload, UploadWish
from adapters.studio.video_request import MediaUrl, RequestModel

NAME_CHARACTERS = 255

FileName = Annotated[str, Field(max_length=NAME_CHARACTERS)]


class Base64UploadRequest(RequestModel):
    """A picture in the request itself."""

    base64_data: str = Field(min_length=4, description="A data URL, or bare base64")
    upload_path: FileName = ""
    file_name: FileName = ""

    def get_wish(self) -> UploadWish:
        """Return how the file is to be called."""
        return UploadWish(file_name=self.file_name, upload_path=self.upload_path)


class UrlUploadRequest(RequestModel):
    """A picture to be fetched."""

    file_url: MediaUrl
    upload_path: FileName = ""
    file_name: FileName = ""

    def get_wish(self) -> UploadWish:
        """Return how the file is to be called."""
        original_name = self.file_url.partition("?")[0].rpartition("/")[2][:NAME_CHARACTERS]
        return UploadWish(file_name=self.file_name, upload_path=self.upload_path, original_name=original_name)


class FileEntry(AnswerModel):
    """One file in the list."""

    file_id: str
    file_name: str
    file_size: int
    upload_time: str


class FileDetails(FileEntry):
    """Everything about one file."""

    original_name: str
    mime_type: str
    upload_path: str
    file_url: str
    download_url: str
    expires_at: str


class FileUploadAnswer(AnswerModel):
    """The answer to an upload; `data.file_url` is what goes into a request."""

    success: bool = True
    code: int = 200
    msg: str = "File uploaded successfully"
    data: FileDetails


class FilePage(AnswerModel):
    """One page of files, newest first."""

    total: int
    files: list[FileEntry]


class FileListAnswer(AnswerModel):
    """The answer to a request for the list."""

    success: bool = True
    code: int = 200
    data: FilePage


class FileQuota(AnswerModel):
    """How many files a key has and may have."""

    user_group: str = USER_GROUP
    used_files: int
    max_files: int
    remain_files: int
    is_custom: bool = False
    quota_reason: str = ""


class FileQuotaAnswer(AnswerModel):
    """The answer to a request for the quota."""

    success: bool = True
    code: int = 200
    data: FileQuota


class FileDeleteAnswer(AnswerModel):
    """The answer to a deletion."""

    success: bool = True
    code: int = 200
    msg: str = "File deleted successfully"


def build_file_entry(upload: Upload) -> FileEntry:
    """Return an upload as a line of the list."""
    return FileEntry(
        file_id=upload.file_id,
        file_name=upload.file_name,
        file_size=upload.size_bytes,
        upload_time=format_time(upload.uploaded_at),
    )


def build_file_upload_answer(upload: Upload, base_url: str) -> FileUploadAnswer:
    """Return what an upload is answered with."""
    return FileUploadAnswer(
        data=FileDetails(
            **build_file_entry(upload).model_dump(),
            original_name=upload.original_name,
            mime_type=upload.mime_type,
            upload_path=upload.upload_path,
            file_url=f"{base_url}/files/{upload.file_id}/{upload.upload_path}/{upload.file_name}",
            download_url=f"{base_url}/api/v1/files/download/{upload.file_id}",
            expires_at=format_time(upload.expires_at),
        )
    )
