"""Pages for the searches that a member keeps."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from integration.members.requests import MemberRequest
from search.models import SavedSearch
from search.permissions import (
    user_can_create_saved_search,
    user_can_delete_saved_search,
    user_can_edit_saved_search,
    user_can_view_saved_search,
)
from search.saved import (
    MOST,
    NothingSearchedError,
    TooManyError,
    list_searches,
    mark_looked_at,
    results_url,
    save_search,
)

PER_PAGE = 10  # each may cost a search, to count what is new


class NameForm(forms.ModelForm):
    """The name of a saved search."""

    class Meta:
        model = SavedSearch
        fields = ("name",)
        labels = {"name": gettext_lazy("Name")}
        error_messages = {"name": {"required": gettext_lazy("Please enter a name.")}}


def _crumbs(last: str | None = None) -> list[tuple[str, str | None]]:
    crumbs: list[tuple[str, str | None]] = [(_("Home"), "/"), (_("My area"), reverse("contribute:mine"))]
    if last is None:
        return [*crumbs, (_("Saved searches"), None)]
    return [*crumbs, (_("Saved searches"), reverse("saved_searches")), (last, None)]


def _saved_or_404(pk: int) -> SavedSearch:
    return get_object_or_404(SavedSearch, pk=pk)


@require_safe
def saved_searches(request: MemberRequest) -> HttpResponse:
    """List the member's saved searches, with how much is new in each."""
    page = Paginator(request.user.saved_searches.all(), PER_PAGE).get_page(request.GET.get("seite"))
    listed = list_searches(user=request.user, searches=list(page))
    context = {"page": page, "searches": listed, "breadcrumbs": _crumbs()}
    return render(request, "search/saved.html", context)


@require_POST
def save(request: MemberRequest) -> HttpResponse:
    """Keep the search of a page of results, and show that page again."""
    if not user_can_create_saved_search(request.user):
        raise PermissionDenied
    try:
        saved, is_new = save_search(user=request.user, params=request.POST.get("suche", ""))
    except NothingSearchedError:
        messages.info(request, _("Search for something first; then you can save the search."))
        return redirect("search")
    except TooManyError:
        messages.warning(
            request,
            _("Not saved: you have %(number)d saved searches already. Delete one that you no longer need.")
            % {"number": MOST},
        )
        return redirect("saved_searches")
    if not is_new:
        messages.info(request, _("You have saved this search already, as “%(name)s”.") % {"name": saved.name})
    return redirect(f"{results_url(saved)}#saved")  # the page says there that it is saved; so it is read out


@require_safe
def look_at(request: MemberRequest, pk: int) -> HttpResponse:
    """Lead to the hits; from now on only later ones are new."""
    saved = _saved_or_404(pk)
    if not user_can_view_saved_search(request.user, saved):
        raise Http404
    if request.method == "GET":
        mark_looked_at(saved)
    return redirect(results_url(saved))


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a saved search another name."""
    saved = _saved_or_404(pk)
    if not user_can_edit_saved_search(request.user, saved):
        raise Http404
    form = NameForm(request.POST if request.method == "POST" else None, instance=saved)
    if form.is_valid():
        form.save()
        messages.success(request, _("The saved search is called “%(name)s” now.") % {"name": saved.name})
        return redirect("saved_searches")
    context = {"form": form, "breadcrumbs": _crumbs(_("Rename"))}
    return render(request, "search/rename.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once, then throw a saved search away."""
    saved = _saved_or_404(pk)
    if not user_can_delete_saved_search(request.user, saved):
        raise Http404
    if request.method != "POST":
        context = {"saved": saved, "breadcrumbs": _crumbs(_("Delete"))}
        return render(request, "search/delete.html", context)
    saved.delete()
    messages.success(request, _("The saved search “%(name)s” is deleted.") % {"name": saved.name})
    return redirect("saved_searches")
