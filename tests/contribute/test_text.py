"""Plain text becomes blocks and comes back unchanged."""

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import RichText

from integration.blocks import RICH_TEXT_FEATURES
from integration.contribute.text import body_to_text, text_to_body
from integration.models import ProjectPage

pytestmark = pytest.mark.django_db  # a page without a database asks for its content type


def body_of(blocks):
    page = ProjectPage()
    page.body = blocks
    return page.body


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ein Satz.",
        "Zwei\n\nAbsätze",
        "Zeile\nUmbruch",
        "<b>fett</b> & 'schräg' \"zitiert\"",
        "2 < 3 > 1 &amp; mehr",
    ],
)
def test_text_comes_back_as_it_was_typed(text):
    assert body_to_text(body_of(text_to_body(text))) == text


def test_markup_that_is_typed_stays_text():
    assert "<script>" not in text_to_body("<script>alert(1)</script>")[0][1].source


def test_text_that_the_admins_editor_saved_again_stays_the_authors():
    source = text_to_body('Wie geht\'s?\n\n2 < 3 & "so"')[0][1].source
    converter = ContentstateConverter(features=RICH_TEXT_FEATURES)
    again = converter.to_database_format(converter.from_database_format(source))
    assert again != source
    assert body_to_text(body_of([("text", RichText(again))])) == 'Wie geht\'s?\n\n2 < 3 & "so"'


def test_a_body_that_an_editor_arranged_is_left_alone():
    assert body_to_text(body_of([("text", RichText("<h3>Ablauf</h3><p>So.</p>"))])) is None
    assert body_to_text(body_of([*text_to_body("eins"), *text_to_body("zwei")])) is None
