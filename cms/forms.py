"""How every form of the portal is drawn; named in FORM_RENDERER."""

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Draws forms and fields with our own parts; widgets stay Django's, so that the Wagtail admin is untouched."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"
