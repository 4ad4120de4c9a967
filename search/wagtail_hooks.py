"""What Wagtail's admin loads from this app."""

from wagtail import hooks

from search.admin import ContributionChooserViewSet, SearchGroup


@hooks.register("register_admin_viewset")
def register_search() -> SearchGroup:
    return SearchGroup()


@hooks.register("register_admin_viewset")
def register_contribution_chooser() -> ContributionChooserViewSet:
    return ContributionChooserViewSet("contribution_chooser")
