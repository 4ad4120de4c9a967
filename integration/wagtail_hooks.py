"""What rich text of the portal does differently from Wagtail's own."""

from django.utils.html import escape
from wagtail import hooks
from wagtail.rich_text import LinkHandler
from wagtail.rich_text.feature_registry import FeatureRegistry


class ExternalLinkHandler(LinkHandler):
    """A link to another site tells that site nothing of the page it stands on, and machines nothing of its worth."""

    identifier = "external"

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        return f'<a href="{escape(attrs["href"])}" rel="noopener noreferrer nofollow ugc">'


@hooks.register("register_rich_text_features")
def register_external_links(features: FeatureRegistry) -> None:
    features.register_link_type(ExternalLinkHandler)
