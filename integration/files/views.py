"""The only way to a file: its address, the permission check, then the bytes."""

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail.users.models import UserProfile

from integration.files.access import user_can_view_file
from integration.files.models import Document, Image, Rendition
from integration.members.models import User

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
}
UNKNOWN_TYPE = "application/octet-stream"
INERT = "sandbox; default-src 'none'"  # whatever a file holds, nothing of it runs in the portal's name
INERT_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"  # a sandbox would stop the PDF viewer
LONGEST_PATH = 300  # characters


@require_safe
def serve_document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """Send a document as a download, or a PDF for reading in the browser where the address ends with `?ansehen`."""
    document = get_object_or_404(Document.objects.defer("text"), pk=document_id)
    if not user_can_view_file(request.user, document):
        raise PermissionDenied
    if document_filename != document.filename:
        raise Http404
    inline = document.extension == "pdf" and "ansehen" in request.GET
    return _send(request, document.file, document.filename, inline=inline)


@require_safe
def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Send the file at this path below MEDIA_ROOT, if it belongs to an image, a rendition or a document."""
    found = _owner_of(path)
    if found is None:
        raise Http404
    if isinstance(found, UserProfile):  # the picture of an account in the admin, where editors alone see it
        if not isinstance(request.user, User) or not request.user.is_editor:
            raise PermissionDenied
        return _send(request, found.avatar, PurePosixPath(path).name, inline=True)
    if not user_can_view_file(request.user, found):
        raise PermissionDenied
    if isinstance(found, Document):
        return _send(request, found.file, found.filename, inline=False)
    return _send(request, found.file, PurePosixPath(path).name, inline=True)


def _owner_of(path: str) -> Document | Image | Rendition | UserProfile | None:
    """Return whose file this is; names are compared with those in the database, the disk is not asked."""
    if "\x00" in path or len(path) > LONGEST_PATH:
        return None
    return (
        Rendition.objects.filter(file=path).select_related("image__collection").first()
        or Image.objects.filter(file=path).select_related("collection").first()
        or Document.objects.filter(file=path).defer("text").first()
        or UserProfile.objects.filter(avatar=path).first()
    )


def _send(request: HttpRequest, file: Any, name: str, *, inline: bool) -> HttpResponseBase:
    """Answer with the file; the browser may keep it, but asks each time whether it still may and whether it changed."""
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    content_type = CONTENT_TYPES.get(extension, UNKNOWN_TYPE)
    try:
        size = file.size
        changed = int(file.storage.get_modified_time(file.name).timestamp())
    except OSError:
        raise Http404 from None
    headers = {
        # The form that nginx gives, so that both agree when nginx sends the bytes
        "ETag": f'"{changed:x}-{size:x}"',
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": INERT_PDF if inline and extension == "pdf" else INERT,
        "X-Content-Type-Options": "nosniff",
    }
    response: HttpResponseBase | None = get_conditional_response(request, etag=headers["ETag"])
    if response is None and settings.X_ACCEL_REDIRECT_PREFIX:
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = quote(settings.X_ACCEL_REDIRECT_PREFIX + file.name)
    elif response is None:
        response = FileResponse(file.open("rb"), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    for header, value in headers.items():
        response[header] = value
    return response
