"""The groups and what each may do, in code: `sync_roles` brings the database to this state."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """Names of the groups as people see them."""

    MEMBER = "Mitglieder"
    CONTACT = "Kommunenkontakt"
    EDITOR = "Redaktion"
    ADMIN = "Administration"


TRUSTED = "Vertrauenswürdig"
"""Beside a role: what these people hand in is published at once and looked at later. A group without permissions."""


@dataclass(frozen=True)
class Rights:
    """What a group may do: Wagtail's page and collection permissions, and model permissions as "app.codename"."""

    pages: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    models: tuple[str, ...] = field(default=())


EDITOR_RIGHTS = Rights(
    pages=("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"),
    collections=(
        "files.add_image",
        "files.change_image",
        "files.choose_image",
        "files.add_document",
        "files.change_document",
        "files.choose_document",
    ),
    models=(
        "wagtailadmin.access_admin",
        "members.edit_portal",
        "members.add_user",
        "members.change_user",
        "members.add_municipality",
        "members.change_municipality",
        "taxonomy.add_topic",
        "taxonomy.change_topic",
        "taxonomy.delete_topic",
        "marketplace.add_category",
        "marketplace.change_category",
        "marketplace.delete_category",
        "integration.add_topicproposal",
        "integration.change_topicproposal",
        "integration.delete_topicproposal",
        "integration.publish_topicproposal",
        "integration.lock_topicproposal",
        "integration.unlock_topicproposal",
        "taggit.add_tag",
        "taggit.change_tag",
        "taggit.delete_tag",
        "home.view_feedback",
        "home.change_feedback",
        "forum.change_forumsettings",
        "search.add_synonymgroup",
        "search.change_synonymgroup",
        "search.delete_synonymgroup",
        "search.add_recommendation",
        "search.change_recommendation",
        "search.delete_recommendation",
        "search.view_loggedquery",
    ),
)

RIGHTS: dict[Role, Rights] = {
    Role.MEMBER: Rights(),
    Role.CONTACT: Rights(models=("members.contact_for_municipality",)),
    Role.EDITOR: EDITOR_RIGHTS,
    Role.ADMIN: Rights(
        pages=EDITOR_RIGHTS.pages,
        collections=(
            *EDITOR_RIGHTS.collections,
            "wagtailcore.add_collection",
            "wagtailcore.change_collection",
            "wagtailcore.delete_collection",
        ),
        models=(
            *EDITOR_RIGHTS.models,
            "members.delete_user",
            "members.delete_municipality",
            "members.administer_portal",
            "home.change_portalsettings",
            "auth.add_group",
            "auth.change_group",
            "auth.delete_group",
            "notifications.view_message",
        ),
    ),
}
