"""Pages that must come without context or database."""

import pytest
from django.template.loader import render_to_string


@pytest.mark.parametrize("code", [400, 403, 404, 413, 429, 500])
def test_an_error_page_needs_nothing_and_shows_a_way_back(code: int) -> None:
    html = render_to_string(f"{code}.html")
    assert html.count("<h1") == 1
    assert 'href="/"' in html
    assert '<html lang="de">' in html
