"""What happens to a file while it comes in: one that is too large is not kept, and the form says so at its field."""

import io
import os
import shutil
import tempfile
from typing import IO, Any, Literal

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

from integration.files.storage import NO_ROOM

Refusal = Literal["too_large", "no_room"]


def max_upload_bytes() -> int:
    """Return the size of the largest file that the portal takes."""
    return int(settings.MAX_UPLOAD_MB) * 1024 * 1024


class RefusedUpload(UploadedFile):
    """Stands for a file whose bytes were not kept: it has its name, its true size and the reason, but no content."""

    def __init__(self, *, name: str, size: int, refusal: Refusal, content_type: str | None) -> None:
        super().__init__(io.BytesIO(), name, content_type, size)
        self.refusal = refusal


class SizeLimitUploadHandler(FileUploadHandler):
    """Stops storing a file at the limit and lets the rest of the request pass, so that other fields and files stay."""

    refusal: Refusal | None = None
    lacks_room = False

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, Any],  # noqa: N803
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Look whether the folder for incoming files can hold this request at all."""
        if content_length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            folder = settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()
            self.lacks_room = shutil.disk_usage(folder).free < content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.refusal = "no_room" if self.lacks_room else None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand the chunk on to the handlers that store it, or drop it."""
        if start + len(raw_data) > max_upload_bytes():
            self.refusal = "too_large"
        return raw_data if self.refusal is None else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Return the stand-in for a refused file; None leaves a sound one to the next handler."""
        if self.refusal is None:
            return None
        return RefusedUpload(
            name=self.file_name or "", size=file_size, refusal=self.refusal, content_type=self.content_type
        )


class RoomyUploadHandler(TemporaryFileUploadHandler):
    """Writes a file to the folder for incoming ones; where that fills up meanwhile the form says so at its field."""

    lacks_room = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.lacks_room = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a chunk; once there was no room for one, drop the rest."""
        if self.lacks_room:
            return
        try:
            super().receive_data_chunk(raw_data, start)
            self.file.flush()
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            self.lacks_room = True
            os.truncate(self.file.temporary_file_path(), 0)  # gives back what it took, so that the answer finds room

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Return the file, or the stand-in for one that found no room."""
        if not self.lacks_room:
            return super().file_complete(file_size)
        self.upload_interrupted()
        return RefusedUpload(
            name=self.file_name or "", size=file_size, refusal="no_room", content_type=self.content_type
        )
