"""What a search box asks while somebody types."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from integration.catalogue.models import Entry
from search.suggest import suggest


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Answer with suggestions in groups, and what a screen reader says of them."""
    groups = suggest(request.GET.get("q", ""), Entry.objects.visible_to(request.user).live())
    number = sum(len(group.suggestions) for group in groups)
    said = ngettext("%(number)d suggestion, arrow keys choose", "%(number)d suggestions, arrow keys choose", number)
    said = said % {"number": number} if number else _("No suggestion")
    return JsonResponse({"groups": [asdict(group) for group in groups], "said": said})
