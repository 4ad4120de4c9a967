"""Where editors keep the topics: a place of their own in the admin's menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from integration.taxonomy.models import Topic


class TopicViewSet(SnippetViewSet):
    """The list of topics, in the order in which members see them."""

    model = Topic
    menu_label = _("Topics")
    icon = "tag"
    menu_order = 350  # after pages, pictures and documents
    add_to_admin_menu = True


register_snippet(TopicViewSet)
