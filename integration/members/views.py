"""Pages of the own account that allauth does not have, or not like this."""

from typing import Any, cast

from allauth.account.views import PasswordChangeView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from integration.members.forms import MyDataForm
from integration.members.models import User


def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer 404 at an address whose name allauth needs while its page is not open."""
    raise Http404


def _way_here() -> list[tuple[str, str]]:
    """Return the breadcrumbs in front of the own data."""
    return [(_("Home"), "/"), (_("My contributions"), reverse("contribute:mine"))]


class ChangePasswordView(PasswordChangeView):
    """Sends somebody without a password to the mail that sets one, not to a page that is not open."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        breadcrumbs = [*_way_here(), (_("My data"), reverse("my_data")), (_("Change password"), "")]
        return super().get_context_data(**kwargs) | {"breadcrumbs": breadcrumbs}


@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest) -> HttpResponse:
    """Show the own data and save what people may change themselves."""
    # A copy of the row: the header shows request.user, which a form with errors must not change
    account = User.objects.select_related("municipality").get(pk=cast(User, request.user).pk)
    form = MyDataForm(request.POST if request.method == "POST" else None, instance=account)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your data is saved."))
        return redirect("my_data")
    breadcrumbs = [*_way_here(), (_("My data"), "")]
    return render(request, "members/my_data.html", {"form": form, "account": request.user, "breadcrumbs": breadcrumbs})
