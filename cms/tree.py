"""One writer at the page tree at a time, in the admin as in the front end."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDictKeyError

from cms.views import error_response
from integration.contribute.services import lock_tree

# Views of Wagtail's admin that add, move, copy or delete pages when they are posted to
TREE_VIEWS = frozenset(
    {
        "wagtailadmin_pages:add",
        "wagtailadmin_pages:copy",
        "wagtailadmin_pages:delete",
        "wagtailadmin_pages:move_confirm",
        "wagtailadmin_pages:set_page_position",
        "wagtail_bulk_action",
    }
)


class TreeWriteMiddleware:
    """Run the admin's writes at the page tree one after another, because in parallel they deadlock on PostgreSQL."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if request.method != "POST" or match is None or match.view_name not in TREE_VIEWS:
            return None
        if not request.user.has_perm("wagtailadmin.access_admin"):
            return None  # Wagtail refuses it; nobody without its rights may make others wait
        try:
            with transaction.atomic():
                lock_tree()
                return view(request, *args, **kwargs)
        except MultiValueDictKeyError:  # as in OddInputMiddleware, which hears nothing of failures in here
            return error_response(request, 400)
