"""What rich text of the portal does differently from Wagtail's own; where editors find topic proposals."""

from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import LiveStatusTagColumn, UpdatedAtColumn
from wagtail.rich_text import LinkHandler
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from integration.models import TopicProposal


class ExternalLinkHandler(LinkHandler):
    """A link to another site tells that site nothing of the page it stands on, and machines nothing of its worth."""

    identifier = "external"

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        return f'<a href="{escape(attrs["href"])}" rel="noopener noreferrer nofollow ugc">'


@hooks.register("register_rich_text_features")
def register_external_links(features: FeatureRegistry) -> None:
    features.register_link_type(ExternalLinkHandler)


class TopicProposalViewSet(SnippetViewSet):
    """The list of topic proposals; those that wait for a decision are in the queue of the review too."""

    model = TopicProposal
    menu_label = _("Topic proposals")
    menu_name = "proposed-themes"  # by which the menu marks where one is: it must not begin like another item's
    icon = "comment"
    menu_order = 150  # after pages, before pictures
    add_to_admin_menu = True
    list_display = ("title", "municipality", "owner", LiveStatusTagColumn(), UpdatedAtColumn())
    list_select_related = ("municipality", "owner")
    list_filter = ("municipality", "live")
    search_fields = ("title", "why")
    list_per_page = 50
    ordering = ("-pk",)
    copy_view_enabled = False  # Wagtail's copy of something that keeps versions is saved over what it copies

    def register_chooser_viewset(self) -> None:
        """Leave out the pages that choose a proposal for something else: there is nothing that would ask for one."""


register_snippet(TopicProposalViewSet)
