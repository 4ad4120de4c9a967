"""Texts are compared by their words, not by the markup that holds them."""

import pytest

from integration.contribute.review.prose import difference, plain_lines, read_lines


def compared(old: str, new: str) -> str | None:
    return difference(read_lines(old), read_lines(new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<p data-block-key="a1">Ein <strong>Satz</strong>.</p>', "<p>Ein <b>Satz</b>.</p>"),
        ("<p>Eins</p><p></p><p>Zwei</p>", "<p>Eins</p>\n<p>Zwei</p>"),
        ("<p>Ein&nbsp;Satz</p>", "<p>Ein Satz</p>"),
        ("<p><b>A</b><b>B</b></p>", "<p><b>AB</b></p>"),
        ('<p><a href="https://x.example/">hier</a></p>', '<p><a href="https://x.example/" rel="noopener">hier</a></p>'),
    ],
)
def test_another_spelling_of_the_same_markup_is_no_change(old: str, new: str) -> None:
    assert compared(old, new) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>Ein Satz</p>", "<p>Ein <b>Satz</b></p>"),
        ("<p>Ein Satz</p>", "<h3>Ein Satz</h3>"),
        ("<p>Ein Satz. Noch einer.</p>", "<p>Ein Satz.</p><p>Noch einer.</p>"),
    ],
)
def test_the_same_words_in_another_form_are_formatting(old: str, new: str) -> None:
    assert compared(old, new) == "Nur die Formatierung ist anders, der Wortlaut ist gleich."


def test_where_a_link_leads_is_no_formatting() -> None:
    html = compared('<p><a href="https://gut.example">hier</a></p>', '<p><a href="https://boese.example">hier</a></p>')
    assert html is not None
    assert '<del class="deletion">gut</del><ins class="addition">boese</ins>' in html


def test_what_is_far_from_a_change_is_left_out() -> None:
    before = "".join(f"<p>Absatz {number}.</p>" for number in range(10))
    html = compared(before, before.replace("Absatz 5", "Abschnitt 5"))
    assert html is not None
    assert "Absatz 4." in html
    assert "Absatz 6." in html
    assert "Absatz 3." not in html
    assert html.count("…") == 2


def test_what_people_write_is_shown_as_text() -> None:
    html = difference(plain_lines("<script>a</script>"), plain_lines("<script>b</script>"))
    assert html is not None
    assert "<script" not in html
    assert "&lt;" in html
