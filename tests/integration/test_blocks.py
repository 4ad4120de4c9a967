"""The blocks of a contribution's text."""

import pytest

from tests.factories import DocumentFactory, ImageFactory, ProjectPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(signed_in, member):
    """`shown(blocks)` returns the page of a project with this text."""

    def render(*blocks):
        response = signed_in(member).get(ProjectPageFactory(body=list(blocks)).url)
        assert response.status_code == 200
        return response.content.decode()

    return render


def test_text_keeps_its_markup_and_links_elsewhere_tell_nothing(shown):
    html = '<h3>Ablauf</h3><p>Erst <b>das</b>, dann <a href="https://example.org/">dies</a>.</p>'
    page = shown(("text", html))
    assert "<h3>Ablauf</h3>" in page
    assert "<b>das</b>" in page
    assert '<a href="https://example.org/" rel="noopener noreferrer nofollow ugc">dies</a>' in page


def test_a_picture_has_size_alternative_and_caption(shown):
    page = shown(
        ("image", {"image": ImageFactory(source="Stadt Lindlohe"), "alternative": "Foyer", "caption": "Um acht"})
    )
    assert 'alt="Foyer"' in page
    assert 'width="40"' in page
    assert "Um acht" in page
    assert "Stadt Lindlohe" in page


def test_a_decoration_has_an_empty_alternative(shown):
    assert 'alt=""' in shown(("image", {"image": ImageFactory(title="foto_4711"), "alternative": "", "caption": ""}))


def test_a_quotation_names_who_says_it(shown):
    page = shown(("quote", {"text": "Rufen Sie ruhig an.", "source": "Miriam Okafor"}))
    assert "„Rufen Sie ruhig an.“" in page
    assert "Miriam Okafor" in page


def test_facts_are_a_list_of_names_and_values(shown):
    page = shown(("facts", [{"label": "Wartezeit", "value": "zwei Tage"}]))
    assert "<dt>Wartezeit</dt>" in page
    assert "<dd>zwei Tage</dd>" in page


def test_a_file_shows_its_kind(shown):
    page = shown(("file", DocumentFactory(title="Abrechnungsbogen", pages=1)))
    assert "Abrechnungsbogen" in page
    assert "1 Seite" in page


def test_a_video_is_a_link_that_loads_nothing(shown):
    page = shown(("video", {"title": "Rundgang", "url": "https://video.example/watch?v=1", "length": "3 Minuten"}))
    assert 'href="https://video.example/watch?v=1" rel="noopener noreferrer"' in page
    assert "führt zu video.example" in page
    assert "3 Minuten" in page
    assert "<iframe" not in page


def test_a_file_that_was_deleted_leaves_no_hole(shown, signed_in, member):
    document = DocumentFactory(title="Abrechnungsbogen")
    project = ProjectPageFactory(body=[("file", document), ("text", "<p>Bleibt</p>")])
    document.delete()
    response = signed_in(member).get(project.url)
    assert response.status_code == 200
    assert "<p>Bleibt</p>" in response.content.decode()
