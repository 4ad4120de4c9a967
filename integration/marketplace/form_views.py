"""The form of a listing: it saves itself, takes pictures one by one, and loses nothing that was typed."""

import uuid
from http import HTTPStatus

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from integration.autosave import NewerDraftError, saved_now, say_newer
from integration.files.models import Image
from integration.files.services import StorageFull
from integration.files.uploads import store_nameless
from integration.marketplace import services
from integration.marketplace.drafts import (
    KEPT,
    MOST_PICTURES,
    EndedError,
    Sent,
    TooManyDraftsError,
    TooManyPicturesError,
    attach,
    draft_of,
    save_draft,
)
from integration.marketplace.filters import SORTS
from integration.marketplace.forms import ListingForm, PictureRow, PicturesField
from integration.marketplace.models import Listing, ListingDraft
from integration.marketplace.permissions import user_can_create_listing, user_can_edit_listing
from integration.marketplace.requests import FORM, crumbs, crumbs_of, is_allowed, listing_for, typed
from integration.members.breaks import keeps_typed, refuses_blocked
from integration.members.limits import draw_form
from integration.members.requests import MemberRequest, as_key

TOO_MANY_DRAFTS = gettext_lazy(
    "You have a great many unfinished entries. Please put some of them up or delete them first."
)


@require_http_methods(FORM)
@refuses_blocked(typed)
def create(request: MemberRequest) -> HttpResponse:
    """Take a request or an offer."""
    _check_may_create(request)
    if request.method != "POST":
        sort = SORTS.get(request.GET.get("art", ""), "")
        return _draw(request, ListingForm(user=request.user, sort=sort), HTTPStatus.OK)
    return _take(request, None)


def _check_may_create(request: MemberRequest) -> None:
    if not user_can_create_listing(request.user):
        raise PermissionDenied(_("This page is meant for certain groups."))


@require_http_methods(FORM)
@refuses_blocked(typed)
def draft(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Go on with a form that saved itself; what became of it meanwhile is where it leads."""
    _check_may_create(request)
    begun = ListingDraft.objects.filter(user=request.user, key=key).select_related("listing").first()
    if begun is not None and begun.listing_id is not None:
        return redirect("marketplace:edit", begun.listing_id)
    if request.method == "POST":
        return _take(request, None)
    if begun is None:
        made = services.made_with(request.user, key)
        if made is None:
            raise Http404
        messages.info(request, _("This form was sent already. Here is what became of it."))
        return redirect(made)
    return _draw(request, ListingForm(user=request.user, draft=begun), HTTPStatus.OK)


@require_http_methods(FORM)
@refuses_blocked(typed)
@keeps_typed(typed)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a listing."""
    found = listing_for(request.user, pk)
    if not user_can_edit_listing(request.user, found):
        raise PermissionDenied
    if request.method != "POST":
        begun = draft_of(request.user, listing=found)
        return _draw(request, ListingForm(user=request.user, listing=found, draft=begun), HTTPStatus.OK)
    return _take(request, found)


def _take(request: MemberRequest, found: Listing | None) -> HttpResponse:
    """Put a listing up, change it, or keep the form as it stands."""
    form = ListingForm(request.POST, request.FILES, user=request.user, listing=found)
    is_right = form.take(request)
    if request.POST.get("action") == "draft" and not form.has_error("uploads"):
        return _keep(request, form, found)
    if not is_right:
        return _draw(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if found is not None:
        return _change(request, form, found)
    key, values = form.form_key, form.values()
    made = services.made_with(request.user, key)
    if made is not None and not made.edit_count and (made.title, made.text) != (values.title, values.text):
        made, key = None, uuid.uuid4()  # whoever went back in the browser and wrote something else means another one
    if made is None:
        if not is_allowed(request, form):
            return _draw(request, form, HTTPStatus.TOO_MANY_REQUESTS)
        made = services.put_up(user=request.user, key=key, values=values).listing
        messages.success(request, _("It is up. When something fits, you get a mail."))
    return redirect(made)


def _change(request: MemberRequest, form: ListingForm, found: Listing) -> HttpResponse:
    if not is_allowed(request, form):
        return _draw(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    seen = form.cleaned_data["seen_edits"]
    try:
        services.change(user=request.user, listing=found, seen_edits=-1 if seen is None else seen, values=form.values())
    except (services.ChangedMeanwhileError, services.NotPossibleError):
        text = _("This entry was changed or taken back in another window meanwhile. What you typed is still here.")
        form.add_error(None, text)
        return _draw(request, form, HTTPStatus.CONFLICT)
    messages.success(request, _("Changed."))
    return redirect(found)


def _keep(request: MemberRequest, form: ListingForm, found: Listing | None) -> HttpResponse:
    """Keep the form as a draft because a button says so: the way without JavaScript."""
    sent = Sent.of(request.POST)
    data = sent.data | {KEPT: [str(image.pk) for image in form.kept]}
    try:
        kept = save_draft(
            user=request.user, key=_key_of(form), sent=Sent(data, sent.version, sent.window), listing=found
        )
    except EndedError as error:
        messages.warning(request, _("This form was sent or deleted in another window meanwhile."))
        return redirect(error.path)
    except NewerDraftError:
        form.add_error(None, _("Another window went on with this form. Open it anew to see the newest version."))
        return _draw(request, form, HTTPStatus.CONFLICT)
    except TooManyDraftsError:
        form.add_error(None, str(TOO_MANY_DRAFTS))
        return _draw(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    messages.success(request, _("Kept as a draft. Only you see it; you find it here whenever you go on."))
    return redirect("marketplace:edit", found.pk) if found else redirect("marketplace:draft", kept.key)


def _key_of(form: ListingForm) -> uuid.UUID:
    try:
        return uuid.UUID(form.shown_key)
    except ValueError:
        return uuid.uuid4()


def _draw(request: MemberRequest, form: ListingForm, status: int) -> HttpResponse:
    begun = ListingDraft.objects.filter(user=request.user, listing=None).order_by("-updated_at")
    way = (_("Seek or offer"), None)
    breadcrumbs = crumbs_of(form.listing, (_("Change"), None)) if form.listing is not None else crumbs(way)
    key = _key_of(form)
    saved = draft_of(request.user, key=key, listing=form.listing)
    context = {
        "form": form,
        "listing": form.listing,
        "key": key,
        "version": saved.version if saved else 0,
        "drafts": [] if form.is_bound or form.draft or form.listing else list(begun[:5]),
        "most": MOST_PICTURES,
        "breadcrumbs": breadcrumbs,
    }
    return draw_form(request, "marketplace/form.html", context, status=status)


# What the browser sends while somebody types


@require_POST
def save(request: MemberRequest, key: uuid.UUID) -> JsonResponse:
    """Write down what the form holds at this moment, right or wrong; an older window overwrites nothing."""
    found = _opened_listing(request)
    try:
        kept = save_draft(user=request.user, key=key, sent=Sent.of(request.POST), listing=found)
    except (EndedError, NewerDraftError, TooManyDraftsError) as error:
        return _tell(error)
    return JsonResponse({"text": saved_now(), "version": kept.version})


def _opened_listing(request: MemberRequest) -> Listing | None:
    """Return the listing that the form of a request changes, where this person may; None for a new one."""
    number = request.POST.get("listing", "")
    if not number:
        _check_may_create(request)
        return None
    found = listing_for(request.user, as_key(number) or 0)
    if not user_can_edit_listing(request.user, found):
        raise PermissionDenied
    return found


def _tell(error: EndedError | NewerDraftError | TooManyDraftsError) -> JsonResponse:
    """Say that another window went on with the form or ended it; the person decides which of the two stays."""
    if isinstance(error, TooManyDraftsError):
        return JsonResponse({"text": str(TOO_MANY_DRAFTS)}, status=HTTPStatus.TOO_MANY_REQUESTS)
    if isinstance(error, EndedError):
        text = _("This draft was sent or deleted in another window. What you typed is still here.")
        return say_newer(text, version=0, newest=error.path)
    text = _("Somebody went on with this draft in another window. What you typed here is not saved yet.")
    address = reverse("marketplace:draft", args=[error.draft.key])
    return say_newer(text, version=error.draft.version, newest=address)


@require_POST
def upload(request: MemberRequest, key: uuid.UUID) -> JsonResponse:
    """Take one picture for a form and answer with the row that shows it; what is wrong is said of it alone."""
    found = _opened_listing(request)
    if not ratelimit.consume(request, action="upload"):
        text = _("You have sent a great many files. Please wait a few minutes and add them then.")
        return _refuse(text, HTTPStatus.TOO_MANY_REQUESTS)
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        return _refuse(_("No file came. Please choose it once more."), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        PicturesField().validate_upload(sent)
        stored = store_nameless(sent, request.user)
    except ValidationError as error:
        large = error.code == "too_large"
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if large else HTTPStatus.UNPROCESSABLE_ENTITY
        return _refuse(" ".join(error.messages), status)
    except StorageFull:
        text = _("The portal has no room for this file at the moment. Please try again later or tell the editors.")
        return _refuse(text, HTTPStatus.INSUFFICIENT_STORAGE)
    assert isinstance(stored, Image)
    try:
        image = attach(stored, user=request.user, key=key, sent=Sent.of(request.POST), listing=found)
    except TooManyPicturesError:
        text = _("At most %(limit)d pictures, please. Leave another one out first.") % {"limit": MOST_PICTURES}
        return _refuse(text, HTTPStatus.UNPROCESSABLE_ENTITY)
    except (EndedError, TooManyDraftsError) as error:
        return _tell(error)
    html = render_to_string("marketplace/parts/picture_row.html", {"row": PictureRow(image, "")})
    return JsonResponse({"id": image.pk, "list": "id_kept_images", "html": html})


def _refuse(text: str, status: int) -> JsonResponse:
    return JsonResponse({"text": text}, status=status)


@require_POST
def discard(request: MemberRequest, key: uuid.UUID) -> HttpResponseRedirect:
    """Delete a draft; its pictures are cleaned away like every upload nobody handed in."""
    begun = ListingDraft.objects.filter(user=request.user, key=key).first()
    if begun is None:
        raise Http404
    back = begun.listing.get_absolute_url() if begun.listing else reverse("marketplace:create")
    begun.delete()
    messages.success(request, _("The draft is deleted."))
    return redirect(back)
