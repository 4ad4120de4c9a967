"""What a portal needs before its first visitor: roles, start page, a section per kind, the review."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from wagtail.models import GroupApprovalTask, Page, Site, Workflow, WorkflowPage, WorkflowTask

from home.models import HomePage
from integration.catalogue.registry import kinds
from integration.members.roles import Role
from integration.members.services import sync_roles
from integration.models.sections import SectionPage

REVIEW = "Redaktionelle Prüfung"
STOCK_GROUPS = ("Editors", "Moderators")


def _home_page() -> HomePage:
    root = Page.objects.get(depth=1)
    home = HomePage.objects.first()
    if home is None:
        for welcome in root.get_children().filter(slug="home"):
            welcome.delete()
        root.refresh_from_db()
        home = root.add_child(instance=HomePage(title="Integrationsportal", slug="start"))
    return home


def _site(home: HomePage) -> None:
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.exclude(is_default_site=True).delete()
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname,
            "port": port,
            "root_page": home,
            "site_name": settings.WAGTAIL_SITE_NAME,
        },
    )


def _sections(home: HomePage) -> None:
    present = set(SectionPage.objects.values_list("kind", flat=True))
    for name, kind in kinds().items():
        if name not in present:
            home.add_child(
                instance=SectionPage(
                    title=str(kind.section_title),
                    slug=kind.section_slug,
                    kind=name,
                    intro=str(kind.section_intro),
                    show_in_menus=True,
                )
            )


def _review(home: HomePage) -> None:
    task, _created = GroupApprovalTask.objects.get_or_create(name=REVIEW)
    task.groups.set(Group.objects.filter(name__in=[Role.EDITOR, Role.ADMIN]))
    workflow, _created = Workflow.objects.get_or_create(name=REVIEW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    WorkflowPage.objects.exclude(page=home).delete()
    WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
    Workflow.objects.exclude(pk=workflow.pk).update(active=False)


def setup_portal() -> None:
    """Bring an empty or existing database to a portal that works; safe to repeat."""
    call_command("createcachetable", verbosity=0)
    with transaction.atomic():
        sync_roles()
        Group.objects.filter(name__in=STOCK_GROUPS).delete()
        home = _home_page()
        _site(home)
        _sections(home)
        _review(home)
