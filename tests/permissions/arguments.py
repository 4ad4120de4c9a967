"""Which object an address is asked for: the parameters of each pattern, filled from the world."""

from typing import Any

from integration.catalogue.services import entry_of
from integration.marketplace.renewal import renewal_path
from tests.permissions.resolver import Endpoint
from tests.permissions.world import World

OF_PAGES = {
    f"contribute:{verb}"
    for verb in ("edit", "preview", "withdraw", "submit", "archive", "copy", "discard", "question", "propose")
}
"""Addresses that take the number of a contribution."""
OF_PROPOSALS = {"contribute:topic_proposal"} | {
    f"contribute:topic_proposal_{verb}" for verb in ("edit", "preview", "withdraw")
}
"""Addresses that take the number of a topic proposal."""
OF_THREADS = {f"forum:{verb}" for verb in ("thread", "unread", "answer", "follow", "bookmark", "moderate")}
"""Addresses that take the number of a thread."""
OF_POSTS = {f"forum:{verb}" for verb in ("post", "edit", "remove", "restore", "mark", "accept", "history")}
"""Addresses that take the number of a post."""
OF_LISTINGS = {
    f"marketplace:{verb}"
    for verb in (
        *("listing", "handover", "edit", "reserve", "release"),
        *("finish", "renew", "withdraw", "reopen", "moderate"),
    )
}
"""Addresses that take the number of a listing."""
ANY = "-"
"""The object of an address that has only one sort, or none."""


def objects_of(endpoint: Endpoint, world: World) -> dict[str, dict[str, Any]]:
    """Return the parameters of an address by the name of the object that it is asked for."""
    match endpoint.key:
        case "contribute:create":
            return {
                "project": {"kind": "project"},
                "event": {"kind": "event"},
                "discussion": {"kind": "discussion"},
                "unknown": {"kind": "unbekannt"},
            }
        case _ if endpoint.key in OF_PAGES:
            pages: dict[str, int] = {name: page.pk for name, page in world.pages.items() if name != "second"}
            return {name: {"pk": pk} for name, pk in (pages | {"section": world.things["section"].pk}).items()}
        case _ if endpoint.key in OF_PROPOSALS:
            proposals = {name: proposal.pk for name, proposal in world.proposals.items()}
            return {name: {"pk": pk} for name, pk in (proposals | {"unknown": 10**6}).items()}
        case _ if endpoint.key in OF_THREADS:
            return {name: {"pk": thread.pk} for name, thread in world.threads.items()} | {"unknown": {"pk": 10**6}}
        case _ if endpoint.key in OF_POSTS:
            return {name: {"pk": post.pk} for name, post in world.posts.items()} | {"unknown": {"pk": 10**6}}
        case "reports:report":
            posts = {name: {"kind": "post", "pk": post.pk} for name, post in world.posts.items()}
            nothing = {"unknown": {"kind": "post", "pk": 10**6}, "kind": {"kind": "erfunden", "pk": 1}}
            return posts | nothing
        case _ if endpoint.key in OF_LISTINGS:
            listings = {name: {"pk": listing.pk} for name, listing in world.listings.items()}
            return listings | {"unknown": {"pk": 10**6}}
        case "relay:conversation":
            talks = {name: {"pk": talk.pk} for name, talk in world.conversations.items()}
            return talks | {"unknown": {"pk": 10**6}}
        case "relay:write":
            entries = {name: entry_of(world.listings[name]) for name in ("open", "hidden")}
            entries["page"] = entry_of(world.pages["published"])
            return {name: {"pk": entry.pk} for name, entry in entries.items() if entry} | {"unknown": {"pk": 10**6}}
        case "wagtail_serve":
            paths = {name: page.url_path for name, page in world.pages.items() if name != "second"}
            paths["section"] = world.things["section"].url_path
            root = world.things["home"].url_path
            paths["unknown"] = f"{root}gibt/es/nicht/"
            return {name: {"_0": path.removeprefix(root)} for name, path in paths.items()}
        case "wagtaildocs_serve":
            files = {
                name: {"document_id": document.pk, "document_filename": document.filename}
                for name, document in world.documents.items()
            }
            return files | {"unknown": {"document_id": 10**6, "document_filename": "x.pdf"}}
        case "files:media":
            media = {f"document {name}": document.file.name for name, document in world.documents.items()}
            media |= {f"image {name}": image.file.name for name, image in world.images.items()}
            media |= {f"rendition {name}": rendition.file.name for name, rendition in world.renditions.items()}
            return {name: {"path": path} for name, path in (media | {"unknown": "images/fehlt.png"}).items()}
        case "wagtailsettings:edit" if "pk" not in endpoint.parameters:
            return {"forwarding": {name: _value(endpoint, name, world) for name in endpoint.parameters}}
    return {ANY: {name: _value(endpoint, name, world) for name in endpoint.parameters}}


def _value(endpoint: Endpoint, parameter: str, world: World) -> Any:
    """Return what stands for one parameter: by its address, else by its part of the admin, else by its name."""
    space = endpoint.key.partition(":")[0]
    for values in (_by_address(world).get(endpoint.key, {}), _by_space(world).get(space, {}), _by_name(world)):
        if parameter in values:
            return values[parameter]
    raise LookupError(f"{endpoint.key} has a new parameter {parameter}: say here what to ask for")


def _by_address(world: World) -> dict[str, dict[str, Any]]:
    things, documents, images = world.things, world.documents, world.images
    project = {"app_label": "integration", "model_name": "projectpage"}
    return {
        "wagtailadmin_api:documents:detail": {"pk": documents["published"].pk},
        "wagtailadmin_api:images:detail": {"pk": images["published"].pk},
        "wagtailadmin_api:pages:action": {"action_name": "publish"},
        "wagtailadmin_pages:choose_parent": project,
        "wagtailadmin_editing_sessions:ping": project,
        "wagtail_bulk_action": {"app_label": "wagtailcore", "model_name": "page", "action": "publish"},
        "wagtailadmin_tag_model_autocomplete": {"app_name": "taggit", "model_name": "tag"},
        "wagtailadmin_workflows:add_task": {"app_label": "contribute", "model_name": "editorialreview"},
        "wagtailadmin_workflows:edit_task": {"pk": things["task"].pk},
        "wagtailadmin_workflows:enable_task": {"pk": things["task"].pk},
        "wagtailadmin_workflows:disable_task": {"pk": things["task"].pk},
        # What is used cannot be deleted
        "wagtaildocs:delete": {"document_id": documents["unused"].pk},
        "wagtaildocs:delete_multiple": {"doc_id": documents["unused"].pk},
        "wagtailimages:delete": {"image_id": images["unused"].pk},
        "wagtailimages:delete_multiple": {"image_id": images["unused"].pk},
        "municipalities:delete": {"pk": things["town without people"].pk},
        "contribute:proposal": {"pk": things["proposal"].pk},
        "contribute:discard_draft": {"key": things["typed"].key},
        "contribute:draft": {"key": things["typed"].key},
        "contribute:save_draft": {"key": things["typed"].key},
        "contribute:suggestions": {"key": things["typed"].key},
        "contribute:upload": {"key": things["typed"].key},
        "forum:held": {"pk": things["held"].pk},
        "forum_thread_modeladmin_inspect": {"pk": world.threads["open"].pk},
        "forum_post_modeladmin_inspect": {"pk": world.posts["answer"].pk},
        "reports_case_modeladmin_inspect": {"pk": things["case"].pk},
        "marketplace:draft": {"key": things["listing draft"].key},
        "marketplace:save_draft": {"key": things["listing draft"].key},
        "marketplace:upload": {"key": things["listing draft"].key},
        "marketplace:discard_draft": {"key": things["listing draft"].key},
        "marketplace:renew_by_link": {"token": renewal_path(world.listings["open"]).strip("/").rpartition("/")[2]},
        "review:contribution": {"pk": things["workflow_state"].pk},
        "review:later": {"pk": things["later"].pk},
        "saved_search": {"pk": things["saved search"].pk},
        "saved_search_delete": {"pk": things["saved search"].pk},
        "saved_search_rename": {"pk": things["saved search"].pk},
        "wagtailusers_users:invite": {"pk": world.people["newcomer"].pk},
    }


def _by_space(world: World) -> dict[str, dict[str, Any]]:
    things, proposal = world.things, world.proposals["in_review"]
    review = proposal.current_workflow_task_state
    return {
        "wagtailsnippets_integration_topicproposal": {
            "pk": proposal.pk,
            "revision_id": proposal.latest_revision_id,
            "task_state_id": review.pk,
            "workflow_state_id": review.workflow_state_id,
        },
        "wagtailadmin_api": {"pk": world.pages["published"].pk},
        "wagtailadmin_collections": {"pk": things["collection"].pk},
        "wagtailadmin_pages": {"pk": world.pages["in_review"].pk},
        "wagtailadmin_workflows": {"pk": things["workflow"].pk},
        "wagtailsettings": {"pk": things["settings"].pk, "app_name": "home", "model_name": "portalsettings"},
        "wagtailsnippets_taxonomy_topic": {"pk": things["topic"].pk},
        "wagtailsnippetchoosers_taxonomy_topic": {"pk": things["topic"].pk},
        "wagtailsnippets_marketplace_category": {"pk": things["category"].pk},
        "wagtailsnippetchoosers_marketplace_category": {"pk": things["category"].pk},
        "municipalities": {"pk": things["town"].pk},
        "search_synonyms": {"pk": things["synonyms"].pk},
        "search_recommendations": {"pk": things["recommendation"].pk},
        "contribution_chooser": {"pk": things["recommendation"].entry_id},
        "wagtailusers_users": {"pk": world.people["member"].pk},
        "wagtailusers_groups": {"pk": things["group"].pk},
        "wagtaildocs_chooser": {"pk": world.documents["published"].pk},
        "wagtailimages_chooser": {"pk": world.images["published"].pk},
        "wagtailsites": {"pk": things["site"].pk},
        "demo_outbox_message": {"pk": things["message"].pk},
        "notifications_message_modeladmin_retry": {"pk": things["message"].pk},
    }


def _by_name(world: World) -> dict[str, Any]:
    things, in_review = world.things, world.pages["in_review"]
    return {
        "page_id": in_review.pk,
        "page_pk": things["home"].pk,
        "parent_page_id": things["section"].pk,
        "page_to_move_id": world.pages["draft"].pk,
        "destination_id": things["section"].pk,
        "content_type_app_name": "integration",
        "content_type_model_name": "projectpage",
        "revision_id": in_review.latest_revision_id,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "action_name": "approve",
        "task_id": things["task"].pk,
        "task_state_id": things["task_state"].pk,
        "workflow_pk": things["workflow"].pk,
        "workflow_state_id": things["workflow_state"].pk,
        "object_id": in_review.pk,
        "session_id": things["editing"].pk,
        "collection_id": things["collection"].pk,
        "document_id": world.documents["published"].pk,
        "doc_id": world.documents["published"].pk,
        "image_id": world.images["published"].pk,
        "filter_spec": "original",
        "uploaded_file_id": things["upload"].pk,
        "instance_pk": things["feedback"].pk,
        # Links by which a password is set
        "uidb64": "MQ",
        "token": "set-password",
        "uidb36": "1",
        "key": "set-password",
    }


def address(endpoint: Endpoint, arguments: dict[str, Any]) -> str:
    """Return the path of an address with these parameters."""
    return (endpoint.path % arguments).replace("/admin//", "/admin/gibt-es-nicht/")
