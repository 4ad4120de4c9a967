"""The page on which a member reports something."""

from http import HTTPStatus

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from integration.members.breaks import keeps_typed
from integration.members.limits import PAUSE
from integration.members.requests import MemberRequest
from integration.reports import services
from integration.reports.forms import ReportForm
from integration.reports.models import Report
from integration.reports.permissions import user_can_report
from integration.reports.registry import Reportable, ReportedContext, reportable_of


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(lambda request: request.POST.get("words", "").strip())
def report(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Ask what is wrong, then put it into the editors' queue."""
    reportable = reportable_of(kind)
    thing = reportable.find(pk, request.user) if reportable else None
    context = reportable.context(pk) if reportable and thing is not None else None
    if reportable is None or thing is None or context is None:
        raise Http404
    if not user_can_report(request.user, context):
        raise PermissionDenied
    earlier = services.open_report_of(request.user, kind, pk)
    if request.method != "POST":
        return _draw(request, reportable, context, None if earlier else ReportForm(), earlier)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _draw(request, reportable, context, form, None, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if earlier is None:
        if not ratelimit.consume(request, action="report"):
            form.add_error(
                None, _("You have reported a lot within an hour. What you wrote is still here: wait a little.")
            )
            response = _draw(request, reportable, context, form, None, status=HTTPStatus.TOO_MANY_REQUESTS)
            response["Retry-After"] = str(PAUSE)
            return response
        data = form.cleaned_data
        services.report(
            user=request.user,
            kind=kind,
            object_id=pk,
            context=context,
            reason=data["reason"],
            words=data["words"],
        )
    messages.success(request, _("Thank you! The editors look at it. You hear by mail what became of it."))
    return redirect(thing)


def _draw(
    request: MemberRequest,
    reportable: Reportable,
    context: ReportedContext,
    form: ReportForm | None,
    earlier: Report | None,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    values = {
        "form": form,
        "earlier": earlier,
        "label": reportable.label,
        "thing": context,
        "breadcrumbs": [(_("Home"), "/"), (context.title, context.url), (pgettext("verb", "Report"), None)],
    }
    return render(request, "reports/report.html", values, status=status)
