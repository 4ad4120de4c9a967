"""Files of a form that are sent while somebody types, and what the portal reads in them meanwhile."""

import uuid
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from integration.autosave import NewerDraftError
from integration.catalogue.registry import contributable_kinds
from integration.contribute.draft_files import MOST_FILES, TooManyFilesError, attach
from integration.contribute.draft_views import opened_form, tell_newer
from integration.contribute.drafts import add_suggestions
from integration.contribute.images import PictureDetails
from integration.contribute.limits import TOO_MANY_DRAFTS, TOO_MANY_UPLOADS, has_draft_left, has_upload_left
from integration.contribute.models import Draft
from integration.contribute.windows import KEPT_FILES
from integration.files.fields import FilesField
from integration.files.models import Document, Image
from integration.files.services import StorageFull, store_upload
from integration.members.models import User
from integration.members.requests import MemberRequest
from integration.models import ContributionPage

STATUS_OF = {  # of what a file is refused for; anything else is a file that is not right
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "no_room": HTTPStatus.INSUFFICIENT_STORAGE,
}


@require_POST
def upload(request: MemberRequest, key: uuid.UUID) -> JsonResponse:
    """Take one file for a form and answer with the row that shows it; what is wrong is said of this file alone."""
    opened = opened_form(request, key)
    if opened is None:
        return _refuse(
            _("This form was handed in already. Open the contribution to add files to it."), HTTPStatus.CONFLICT
        )
    if not issubclass(contributable_kinds()[opened["kind"]], ContributionPage):
        raise Http404  # a kind whose form takes no files
    if not has_upload_left(request):
        return _refuse(str(TOO_MANY_UPLOADS), HTTPStatus.TOO_MANY_REQUESTS)
    if opened["page"] is None and not has_draft_left(request.user, key):
        return _refuse(str(TOO_MANY_DRAFTS), HTTPStatus.TOO_MANY_REQUESTS)
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        return _refuse(_("No file came. Please choose it once more."), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        FilesField().validate_upload(sent)
        stored = store_upload(upload=sent, user=request.user)
    except ValidationError as error:
        status = STATUS_OF.get(error.code or "", HTTPStatus.UNPROCESSABLE_ENTITY)
        return _refuse(" ".join(error.messages), status)
    except StorageFull:
        text = _("The portal has no room for this file at the moment. Please try again later or tell the editors.")
        return _refuse(text, HTTPStatus.INSUFFICIENT_STORAGE)
    try:
        file = attach(stored, user=request.user, key=key, **opened)
    except TooManyFilesError:
        text = _("A contribution takes at most %(limit)d files. Please leave another one out first.")
        return _refuse(text % {"limit": MOST_FILES}, HTTPStatus.UNPROCESSABLE_ENTITY)
    except NewerDraftError as error:
        return tell_newer(error.draft)
    return JsonResponse({"id": file.pk, "list": _list_of(file), "html": _row(file, request.user)})


@require_safe
def suggestions(request: MemberRequest, key: uuid.UUID) -> JsonResponse:
    """Tell what the files of a form suggest for its empty fields, and which are still being read."""
    draft = add_suggestions(get_object_or_404(Draft, user=request.user, key=key))
    ticked = draft.data.get(KEPT_FILES, [])
    states = draft.documents.order_by("pk").values_list("pk", "text_state")
    files = [{"id": pk, "state": state} for pk, state in states if str(pk) in ticked]
    return JsonResponse({"files": files, "suggested": draft.untouched})


def _refuse(text: str, status: int) -> JsonResponse:
    return JsonResponse({"text": text}, status=status)


def _list_of(file: Document | Image) -> str:
    return "id_kept_files" if isinstance(file, Document) else "id_kept_images"


def _row(file: Document | Image, user: User) -> str:
    """Return the row of the list of uploaded files or pictures, ticked."""
    if isinstance(file, Document):
        return render_to_string("contribute/file_row.html", {"document": file, "ticked": True})
    row = PictureDetails(user=user, images=[file]).rows[0]
    return render_to_string("contribute/picture_row.html", {"row": row})
