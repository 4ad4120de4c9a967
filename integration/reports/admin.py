"""The editors' queue of what was reported or is held back, and the record of what was decided."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.admin import display
from django.db.models import Case as WhenCase
from django.db.models import Prefetch, QuerySet, When
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.menus import ModelAdminMenuItem
from wagtail_modeladmin.options import ModelAdmin

from integration.members.models import User
from integration.notifications.admin_lists import ExportingIndexView
from integration.reports.case_views import CaseView
from integration.reports.filters import KindFilter, KindOfCaseFilter, ReasonFilter
from integration.reports.models import Case, Decision, Report
from integration.reports.permissions import user_can_view_cases


class LookingOnly(PermissionHelper):
    """Editors look here; what they decide they decide on the page of a case, and the record nobody changes."""

    def user_can_list(self, user: User) -> bool:
        return user_can_view_cases(user)

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_edit_obj(self, user: User, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: User, obj: Any) -> bool:
        return False


class WaitingMenuItem(ModelAdminMenuItem):
    """The way to the queue, with how much waits there."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        return LinkMenuItem(self.name, menu_label(), self.url, icon_name=self.icon_name, classname=self.classname)


def menu_label() -> str:
    """Return the words of the menu, with how much waits."""
    number = Case.objects.open().count()
    label = _("Reported things")
    return f"{label} ({number})" if number else label


class ListOnly(ModelAdmin):
    """A list that leads to pages of ours, without those of the package for writing."""

    index_view_class = ExportingIndexView
    permission_helper_class = LookingOnly
    history_view_enabled = False
    list_per_page = 50

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        wanted = self.url_helper.get_action_url_name("index")
        return tuple(url for url in super().get_admin_urls_for_registration() if url.name == wanted)


class CaseAdmin(ListOnly):
    """The queue, what is open first, the oldest of it on top."""

    model = Case
    menu_label = gettext_lazy("Reported things")
    menu_item_name = "reported"  # by which the menu marks where one is: it must not begin like another item's
    menu_icon = "warning"
    menu_order = 5
    list_display = ("thing", "reasons", "author_and_since", "progress")
    list_filter = ("state", KindFilter, ReasonFilter)
    search_fields = ("title", "excerpt", "author__last_name", "author__first_name")
    list_select_related: ClassVar[list[str]] = ["author", "decided_by"]
    list_export = (
        "kind_label",
        "title",
        "excerpt",
        "written_by",
        "reason_words",
        "opened_at",
        "state_label",
        "decision",
    )
    export_filename = "meldungen"
    ordering = ("-waits", "opened_at")

    def get_menu_item(self, order: int | None = None) -> WaitingMenuItem:
        return WaitingMenuItem(self, order or self.get_menu_order())

    @display(description=gettext_lazy("what"), ordering="title")
    def thing(self, case: Case) -> str:
        """Its title, which leads to the decision, its kind, and how it begins."""
        beginning = Truncator(case.excerpt).chars(140)
        return format_html(
            '<a href="{}">{}</a><br>{}<br>{}', case.get_absolute_url(), case.title, case.kind_label, beginning
        )

    @display(description=gettext_lazy("why"), ordering="report_count")
    def reasons(self, case: Case) -> str:
        """The reasons that were given, each once, and by how many."""
        if case.is_held:
            return _("one of the first posts of a new member")
        number = ngettext("%(count)d report", "%(count)d reports", case.report_count) % {"count": case.report_count}
        given = dict.fromkeys(str(report) for report in case.reports.all())
        return format_html("{}{}", number, format_html_join("", "<br>{}", ([reason] for reason in given)))

    @display(description=gettext_lazy("author"), ordering="author__last_name")
    def written_by(self, case: Case) -> str:
        return case.called(case.author)

    @display(description=gettext_lazy("author, waits since"), ordering="opened_at")
    def author_and_since(self, case: Case) -> str:
        """Two facts in one column: the list has to be read on a small screen, too."""
        return format_html("{}<br>{}", self.written_by(case), moment(case.opened_at))

    @display(description=gettext_lazy("state"), ordering="state")
    def progress(self, case: Case) -> str:
        """How it stands, and who decided."""
        if case.decided_at is None:
            return case.state_words()
        who = case.decided_by.display_name if case.decided_by else ""
        return format_html("{}<br>{}<br>{}", case.state_words(), who, moment(case.decided_at))

    @display(description=gettext_lazy("kind"))
    def kind_label(self, case: Case) -> str:
        return case.kind_label

    @display(description=gettext_lazy("reasons"))
    def reason_words(self, case: Case) -> str:
        """Every reason with the words to it, for the file; who reported is not in it."""
        return "; ".join(": ".join(filter(None, (str(report), report.words))) for report in case.reports.all())

    @display(description=gettext_lazy("state"))
    def state_label(self, case: Case) -> str:
        return case.state_words()

    @display(description=gettext_lazy("decided"))
    def decision(self, case: Case) -> str:
        if case.decided_at is None:
            return ""
        who = case.decided_by.display_name if case.decided_by else ""
        return ", ".join(filter(None, (who, moment(case.decided_at))))

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Case]":
        waits = WhenCase(When(state=Case.State.OPEN, then=1), default=0)
        reports = Prefetch("reports", Report.objects.only("case", "reason", "words"))
        # Not the package's own: it would order before there is anything to order by
        cases = Case.objects.annotate(waits=waits).select_related("author", "decided_by")
        return cases.prefetch_related(reports).order_by(*self.ordering)

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        one = path("reports/case/<pk:pk>/", CaseView.as_view(), name="reports_case_modeladmin_inspect")
        return (*super().get_admin_urls_for_registration(), one)


class DecisionAdmin(ListOnly):
    """The record: who did what when and why."""

    model = Decision
    menu_label = gettext_lazy("Record of moderation")
    menu_icon = "history"
    add_to_settings_menu = True
    list_display = ("decided", "what", "about", "by_name", "reason_given")
    list_filter = ("action", KindOfCaseFilter)
    search_fields = ("case__title", "why", "words", "by__last_name", "author__last_name")
    list_select_related: ClassVar[list[str]] = ["case", "by", "author"]
    list_export = ("decided", "what", "case_title", "about_name", "by_name", "why", "words")
    export_filename = "moderation"
    ordering = ("-at", "-pk")

    @display(description=gettext_lazy("when"), ordering="at")
    def decided(self, decision: Decision) -> str:
        return moment(decision.at)

    @display(description=gettext_lazy("decision"), ordering="action")
    def what(self, decision: Decision) -> str:
        """What was done, and until when."""
        if decision.until is None:
            return str(decision)
        return _("%(what)s until %(when)s") % {"what": decision, "when": moment(decision.until)}

    @display(description=gettext_lazy("on what"))
    def about(self, decision: Decision) -> str:
        """The case, and whose post it was."""
        case = decision.case
        return format_html('<a href="{}">{}</a><br>{}', case.get_absolute_url(), case.title, self.about_name(decision))

    @display(description=gettext_lazy("author"))
    def about_name(self, decision: Decision) -> str:
        return decision.case.called(decision.author)

    @display(description=gettext_lazy("title"))
    def case_title(self, decision: Decision) -> str:
        return decision.case.title

    @display(description=gettext_lazy("editor"), ordering="by__last_name")
    def by_name(self, decision: Decision) -> str:
        return decision.by.display_name if decision.by else _("Former member")

    @display(description=gettext_lazy("why"))
    def reason_given(self, decision: Decision) -> str:
        """What editors noted, and what they wrote to the author."""
        return format_html_join("", "{}<br>", ([text] for text in (decision.why, decision.words) if text))

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Decision]":
        return super().get_queryset(request).select_related("case", "by", "author")


def moment(value: datetime) -> str:
    """Return a moment as lists write it."""
    return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
