import io

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory
from fpdf import FPDF
from PIL import Image as PillowImage

from integration.files.models import Document, Image


def pdf_bytes(text: str = "Ein Text", pages: int = 1) -> bytes:
    """Return a real PDF that says this on each page."""
    pdf = FPDF()
    pdf.set_font("helvetica", size=12)
    for _page in range(pages):
        pdf.add_page()
        pdf.multi_cell(0, 8, text)
    return bytes(pdf.output())


def png_bytes(width: int = 40, height: int = 30, colour: str = "navy") -> bytes:
    """Return a real PNG."""
    buffer = io.BytesIO()
    PillowImage.new("RGB", (width, height), colour).save(buffer, "PNG")
    return buffer.getvalue()


class DocumentFactory(DjangoModelFactory):
    """`DocumentFactory(text="…")` has been read already; its file is a small PDF."""

    class Meta:
        model = Document

    class Params:
        content = factory.LazyFunction(pdf_bytes)

    title = factory.Sequence(lambda n: f"Dienstanweisung {n}")
    file = factory.LazyAttribute(lambda o: ContentFile(o.content, name=f"{o.title.replace(' ', '_')}.pdf"))
    text = ""
    text_state = Document.TextState.DONE


class ImageFactory(DjangoModelFactory):
    class Meta:
        model = Image

    class Params:
        content = factory.LazyFunction(png_bytes)

    title = factory.Sequence(lambda n: f"Bild {n}")
    file = factory.LazyAttribute(lambda o: ContentFile(o.content, name=f"{o.title.replace(' ', '_')}.png"))
