"""The text that people write becomes blocks and comes back unchanged."""

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import RichText

from integration.blocks import RICH_TEXT_FEATURES
from integration.contribute.text import body_to_html, body_to_text, html_to_body, text_to_body
from integration.models import ProjectPage
from integration.richtext.fields import to_html

pytestmark = pytest.mark.django_db  # a page without a database asks for its content type

FORMATTED = (
    "## Ablauf\n\nZuerst **laut**, dann __leise__: https://stadt.example/a_b\nneue Zeile\n\n- eins\n- zwei\n  - innen"
)
NUMBERED = "Siehe [hier](mailto:a@stadt.example).\n\n1. planen\n2. machen\n\n1. Mai ist frei\n3. Quartal auch"


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
        "Bürger*innen, Name: ____ in C:\\Daten [Anlage] (1) 2 ** 3",
        FORMATTED,
        NUMBERED,
    ],
)
def test_text_comes_back_as_it_was_typed(text):
    assert body_to_text(body_of(text_to_body(text))) == text


def test_markup_that_is_typed_stays_text():
    assert "<script>" not in text_to_body("<script>alert(1)</script>")[0][1].source


@pytest.mark.parametrize("text", ['Wie geht\'s?\n\n2 < 3 & "so"', FORMATTED, NUMBERED])
def test_text_that_the_admins_editor_saved_again_stays_the_authors(text):
    source = text_to_body(text)[0][1].source
    converter = ContentstateConverter(features=RICH_TEXT_FEATURES)
    again = converter.to_database_format(converter.from_database_format(source))
    assert again != source
    body = body_of([("text", RichText(again))])
    assert body_to_text(body) == text
    assert body_to_html(body) == source


def test_several_texts_are_one_in_the_form():
    assert body_to_text(body_of([*text_to_body("eins"), *text_to_body("zwei")])) == "eins\n\nzwei"


@pytest.mark.parametrize(
    "block",
    [
        ("text", RichText('<p><a linktype="page" id="3">Projekt</a></p>')),
        ("text", RichText('<p><a linktype="document" id="3">Datei</a></p>')),
        ("text", RichText('<p>Bild</p><embed embedtype="image" id="1" format="left" alt=""/>')),
        ("text", RichText('<p><a href="#anker">Sprung</a></p>')),
        ("text", RichText("<h2>Ablauf</h2><hr/>")),
        ("quote", {"text": "Gut", "source": ""}),
    ],
)
def test_a_body_that_an_editor_arranged_is_left_alone(block):
    body = body_of([*text_to_body("eins"), block])
    assert body_to_html(body) is None
    assert body_to_text(body) is None


def test_the_forms_value_becomes_one_block():
    assert html_to_body("") == []
    (block,) = html_to_body(to_html("<!--html--><p>Ein <strong>Satz</strong></p>"))
    assert (block[0], block[1].source) == ("text", "<p>Ein <b>Satz</b></p>")
