"""Where editors keep the categories, and look at all listings."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtail_modeladmin.options import modeladmin_register

from integration.marketplace.admin_lists import ListingAdmin
from integration.marketplace.categories import Category


class CategoryViewSet(SnippetViewSet):
    """The list of categories, in the order in which members see them."""

    model = Category
    menu_label = _("Categories")
    icon = "tag"
    menu_order = 360  # after the topics
    add_to_admin_menu = True


register_snippet(CategoryViewSet)
modeladmin_register(ListingAdmin)
