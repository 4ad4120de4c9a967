"""Blocks of the text of a contribution: a few, each with one purpose."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

RICH_TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class PictureBlock(blocks.StructBlock):
    """A picture with what people who do not see it need."""

    image = ImageChooserBlock(label=_("Picture"))
    alternative = blocks.CharBlock(
        label=_("What is to be seen"), max_length=250, required=False, help_text=_("Empty for a mere decoration.")
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "integration/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    text = blocks.TextBlock(label=_("Quotation"))
    source = blocks.CharBlock(label=_("Who says it"), max_length=160, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "integration/blocks/quote.html"


class FactBlock(blocks.StructBlock):
    """One figure with its name."""

    label = blocks.CharBlock(label=_("What"), max_length=60)
    value = blocks.CharBlock(label=_("How much"), max_length=120)

    class Meta:
        icon = "list-ul"
        label = _("Fact")


class VideoBlock(blocks.StructBlock):
    """A link to a video elsewhere; nothing is loaded from there before somebody follows it."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    url = blocks.URLBlock(label=_("Address"), max_length=500)
    length = blocks.CharBlock(label=_("Length"), max_length=40, required=False)

    class Meta:
        icon = "media"
        label = _("Video")
        template = "integration/blocks/video.html"


class ContributionBody(blocks.StreamBlock):
    """The text of a contribution."""

    text = blocks.RichTextBlock(
        label=_("Text"), features=RICH_TEXT_FEATURES, template="integration/blocks/text.html", icon="pilcrow"
    )
    image = PictureBlock()
    file = DocumentChooserBlock(label=_("File"), template="integration/blocks/file.html", icon="doc-full")
    quote = QuoteBlock()
    facts = blocks.ListBlock(
        FactBlock(), label=_("Facts"), template="integration/blocks/facts.html", icon="list-ul", max_num=8
    )
    video = VideoBlock()
