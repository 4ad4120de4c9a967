"""The page of one case in the admin: the thing in its surroundings, its author's earlier cases, and the decision."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from integration.members.models import User
from integration.members.requests import as_key
from integration.reports.forms import DecisionForm
from integration.reports.models import Case, Decision
from integration.reports.permissions import user_can_block_author, user_can_decide_case, user_can_view_cases
from integration.reports.registry import NotPossibleError, ReportedContext
from integration.reports.services import TooLateError, decide

NOT_DONE = _("Nothing of yours was done. What you typed is still here.")
EARLIER = 10  # cases of the same author that are shown


class CaseView(WagtailAdminTemplateMixin, TemplateView):
    """Shows a case and takes the decision of an editor."""

    template_name = "reports/admin/case.html"
    page_title = _("Decide on a report")
    header_icon = "warning"
    http_method_names = ("get", "head", "post")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Case.objects.select_related("author__municipality", "decided_by")
        self.case = get_object_or_404(rows, pk=kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_can_view_cases(self.editor):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def editor(self) -> User:
        user = self.request.user
        assert isinstance(user, User)
        return user

    @cached_property
    def context(self) -> ReportedContext | None:
        reportable = self.case.reportable
        return reportable.context(self.case.object_id) if reportable else None

    def form(self, data: Any = None) -> DecisionForm:
        return DecisionForm(
            data,
            case=self.case,
            hidden=self.context.hidden if self.context else None,
            may_block=user_can_block_author(self.editor, self.case),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not user_can_decide_case(self.editor, self.case):
            return self.answer(form, HTTPStatus.FORBIDDEN)
        seen = as_key(request.POST.get("seen", ""))
        if seen is not None and seen != self.case.decision_count:
            return self.too_late(form)
        if not form.is_valid():
            return self.answer(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            decided = decide(case=self.case, by=self.editor, seen=form.cleaned_data["seen"], verdict=form.verdict())
        except TooLateError as error:
            self.case = error.case
            return self.too_late(form)
        except NotPossibleError as error:
            form.add_error("action", str(error))
            return self.answer(form, HTTPStatus.CONFLICT)
        text = gettext("“%(title)s”: %(state)s.") % {"title": decided.title, "state": decided.state_words()}
        messages.success(request, text)
        following = Case.objects.open().exclude(author=self.editor).order_by("opened_at", "pk").first()
        return redirect(following.get_absolute_url() if following else reverse("reports_case_modeladmin_index"))

    def too_late(self, form: DecisionForm) -> HttpResponse:
        """Say who decided what meanwhile; what was typed stays, and the form knows of the decision now."""
        trouble = f"{what_happened(self.case)} {NOT_DONE}"
        data = self.request.POST.copy()
        data["seen"] = str(self.case.decision_count)
        again = self.form(data)
        again.errors.clear()
        return self.answer(again, HTTPStatus.CONFLICT, trouble=trouble)

    def answer(self, form: DecisionForm, status: int, trouble: str = "") -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, trouble=trouble), status=status)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        queue = {"url": reverse("reports_case_modeladmin_index"), "label": gettext("Reported things")}
        return [*super().get_breadcrumbs_items(), queue, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = self.case
        others = Case.objects.filter(author=case.author).exclude(pk=case.pk) if case.author else Case.objects.none()
        done_to = Decision.objects.filter(author=case.author).exclude(case=case) if case.author else None
        return super().get_context_data(**kwargs) | {
            "case": case,
            "context": self.context,
            "reports": list(case.reports.select_related("reporter__municipality")),
            "decisions": list(case.decisions.select_related("by")),
            "others": list(others.order_by("-opened_at")[:EARLIER]),
            "sanctions": list(done_to.select_related("by", "case").order_by("-at")[:EARLIER]) if done_to else [],
            "form": kwargs.get("form") or self.form(),
            "own": not user_can_decide_case(self.editor, case),
            "trouble": kwargs.get("trouble", ""),
            "queue_url": reverse("reports_case_modeladmin_index"),
        }


def what_happened(case: Case) -> str:
    """Return who decided last, what, and when."""
    last = case.decisions.select_related("by").first()
    if last is None:
        return ""
    who = last.by.display_name if last.by else gettext("Somebody")
    when = date_format(localtime(last.at), "SHORT_DATETIME_FORMAT")
    return gettext("%(person)s has decided already: %(state)s (%(when)s).") % {
        "person": who,
        "state": case.state_words(),
        "when": when,
    }
