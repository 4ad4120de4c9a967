"""Words of Wagtail's admin that mean something else here: nothing is public. Named so that our catalogue keeps them."""

from django.utils.translation import gettext_noop as _

WAGTAIL_WORDS = (
    _("Public"),
    _("Visible to all"),
    _("Visible to all. Visit the live page"),
    _("Private, accessible to any logged-in users"),
    _("Private, accessible to users in specific groups"),
    _("Once live anyone can view"),
    _("Not visible to the public"),
    _("Anyone can edit this %(model_name)s"),
    _("Anyone can edit this %(model_name)s – lock it to prevent others from editing"),
)
