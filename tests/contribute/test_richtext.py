"""Formatted text: whatever is posted, only what has a place is kept, and the same text is always the same."""

import random
import re

import pytest
from django.forms import Form, ValidationError
from wagtail.rich_text import expand_db_html

from integration.richtext.fields import (
    HTML_MARK,
    TEXT_LENGTH,
    RichTextArea,
    RichTextFormField,
    as_posted,
    to_html,
    to_plain,
)
from integration.richtext.markup import read_html, write_html

ALLOWED = re.compile(
    r"</?(p|b|i|ul|ol|li|h3)>|<br/>|</a>|<a href=\"(https?://|mailto:|tel:)[^\"<>\s]*\">",
)
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='//fremd.example'>x</a>",
    "<a href='/admin/logout/'>x</a>",
    "<a href='https://x.example/\" onmouseover=\"alert(1)'>x</a>",
    "<a href='https://x.example' onclick='alert(1)' style='position:fixed' target=_blank id=x name=y>x</a>",
    "<p style='background:url(javascript:alert(1))' onmouseover=alert(1)>x</p>",
    "<iframe src='javascript:alert(1)'></iframe><object data=x></object><embed src=x>",
    "<form action=/><input name=csrf><button formaction='javascript:alert(1)'>x</button></form>",
    "<base href='https://fremd.example/'><meta http-equiv=refresh content='0;url=https://fremd.example'>",
    "<a linktype='page' id='1'>x</a><embed embedtype='image' id='1' format='left'/>",
    "<<script>script>alert(1)<</script>/script>",
    "<p><b><a href='https://x.example'><script>x",
    "]]><!--><img src=x onerror=alert(1)>-->",
    "<style>@import 'https://fremd.example'</style><link rel=stylesheet href=https://fremd.example>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "[x](javascript:alert(1))",
    '[x](https://x.example/"onmouseover=alert`1`)',
    "**<img src=x onerror=alert(1)>**",
    'https://x.example/"><script>alert(1)</script>',
]
WORD = """<html xmlns:o="urn:x"><head><style><!-- p.MsoNormal {margin:0cm} --></style><xml><w:x>1</w:x></xml></head>
<body>
<h1 style='margin:0'>Sprachpaten<o:p></o:p></h1><p class=MsoNormal><b><span style='color:red'>Wichtig:</span></b>
<i>bald</i> mehr.<o:p>&nbsp;</o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span>
<![endif]>A</p>
<p class=MsoListParagraph><span>·<span>&nbsp;&nbsp;&nbsp; </span></span>B</p>
<p class=MsoListParagraph><span>1.<span>&nbsp;&nbsp;&nbsp; </span></span>erst</p>
<p class=MsoListParagraph><span>2.<span>&nbsp;&nbsp;&nbsp; </span></span>dann</p>
<table><tr><td>Zelle 1</td><td>Zelle 2</td></tr></table></body></html>"""


class TextForm(Form):
    text = RichTextFormField(required=False)


def cleaned(posted):
    form = TextForm({"text": posted})
    assert form.is_valid(), form.errors
    return form.cleaned_data["text"]


def is_safe(html):
    rest = ALLOWED.sub("", html)
    return "<" not in rest and ">" not in rest


# What is kept


@pytest.mark.parametrize("mark", [HTML_MARK, "", " " + HTML_MARK])
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_dangerous_is_kept_however_it_is_posted(attack, mark):
    html = cleaned(mark + attack)
    assert is_safe(html), html
    assert cleaned(as_posted(html)) == html
    assert is_safe(cleaned(to_plain(html)))
    shown = RichTextArea().render("text", mark + attack)
    assert len(re.findall(r"<[a-z/]", shown)) == 2  # one textarea, everything else escaped


def test_what_word_puts_on_the_clipboard_becomes_headings_paragraphs_and_lists():
    assert cleaned(HTML_MARK + WORD) == (
        "<h3>Sprachpaten</h3><p><b>Wichtig:</b> <i>bald</i> mehr.</p><ul><li>A</li><li>B</li></ul>"
        "<ol><li>erst</li><li>dann</li></ol><p>Zelle 1</p><p>Zelle 2</p>"
    )


@pytest.mark.parametrize(
    ("posted", "html"),
    [
        ("<p><strong>a</strong><em>b</em></p>", "<p><b>a</b><i>b</i></p>"),
        ("<h1>a</h1><h2>b</h2><h6>c<br>d</h6>", "<h3>a</h3><h3>b</h3><h3>c d</h3>"),
        ("<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li>a<br/>b</li></ul>"),
        ("a<br>b<br><br>c", "<p>a<br/>b</p><p>c</p>"),
        ("<p>- a<br>- b</p><p>c</p>", "<ul><li>a</li><li>b</li></ul><p>c</p>"),
        ("<p> </p><p>&nbsp;</p><ul><li></li></ul><h2></h2>", ""),
        ("<p><b>a </b><b>b</b> <i> </i></p>", "<p><b>a b</b></p>"),
        ("<p>1. Mai</p>", "<p>1. Mai</p>"),
        ("<div>a<p>b</p>c</div>", "<p>a</p><p>b</p><p>c</p>"),
        (
            "<a href='HTTPS://x.example/(1)?a=1&b=2'>x</a> <a href='tel:+49221'>Tel</a>",
            '<p><a href="https://x.example/%281%29?a=1&amp;b=2">x</a> <a href="tel:+49221">Tel</a></p>',
        ),
        ("<p>siehe https://x.example/a.</p>", '<p>siehe <a href="https://x.example/a">https://x.example/a</a>.</p>'),
    ],
)
def test_markup_has_one_form(posted, html):
    assert cleaned(HTML_MARK + posted) == html
    assert cleaned(as_posted(html)) == html
    assert cleaned(to_plain(html)) == html


def test_the_plain_notation_is_read():
    assert cleaned("# Titel\r\n\r\nEin **Satz**\r\nund __noch__ einer:\r\n- a\r\n- b\r\n\r\n1. x\r\n2) y") == (
        "<h3>Titel</h3><p>Ein <b>Satz</b><br/>und <i>noch</i> einer:</p>"
        "<ul><li>a</li><li>b</li></ul><ol><li>x</li><li>y</li></ol>"
    )


@pytest.mark.parametrize(
    "text", ["2 * 3 ** 4", "a_b __", "** leer **", "1. Mai 2026", "3. Quartal", "#1", "[x](y)", "\\x"]
)
def test_what_only_resembles_the_notation_stays(text):
    html = cleaned(text)
    assert html == f"<p>{text}</p>"
    assert to_plain(html) == text


def test_links_to_others_say_that_members_set_them():
    assert 'rel="noopener noreferrer nofollow ugc"' in expand_db_html(cleaned("https://x.example"))


PLAIN_PIECES = [
    "**", "__", "*", "_", "- ", "1. ", "2) ", "## ", "\n", "\n\n", "  ", "a", "Wort", "\\", "[", "]", "(", ")", " ",
    ".", "3. ", "https://x.example/a_b__c", "[x](https://y.example)", "1. Mai", "– ", "\xa0", "<b>", "&amp;", "#",
    "mailto:a@b.example",
]  # fmt: skip
HTML_PIECES = [
    "<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<ul>", "</ul>", "<ol>", "</ol>", "<li>", "</li>", "<br>", "<h2>",
    "</h2>", "<a href='https://x.example/(1)'>", "</a>", "<div>", "</div>", "a", " ", "- b", "1. c", "**", "__", "\n",
    "&nbsp;", "https://q.example", "*", "_", "\\", "<td>", "&lt;script>", "\u2028", "\u200b",
]  # fmt: skip


@pytest.mark.sweep
@pytest.mark.parametrize(("mark", "pieces"), [("", PLAIN_PIECES), (HTML_MARK, HTML_PIECES)], ids=["plain", "HTML"])
def test_any_text_comes_through_every_round_unchanged(mark, pieces):
    dice = random.Random(2016)
    for _attempt in range(2000):
        posted = mark + "".join(dice.choices(pieces, k=dice.randrange(16)))
        html = to_html(posted)
        plain = to_plain(html)
        assert is_safe(html), posted
        assert write_html(read_html(html)) == html, posted
        assert to_html(plain) == html, (posted, plain)
        assert to_plain(to_html(plain)) == plain, posted


# Limits


@pytest.mark.sweep
def test_a_text_that_is_too_long_is_refused_and_shown_again():
    for posted in (
        "a" * (TEXT_LENGTH + 1),
        HTML_MARK + f"<p>{'a' * (TEXT_LENGTH + 1)}</p>",
        HTML_MARK + "<b>" * 20_000,
    ):
        form = TextForm({"text": posted})
        assert not form.is_valid()
        assert "aaa" in str(form["text"]) or "b&gt;" in str(form["text"])
    assert cleaned("a" * TEXT_LENGTH)
    assert cleaned(HTML_MARK + "<p>" + "<b>ab</b>cd" * (TEXT_LENGTH // 20) + "</p>")


def test_nul_is_refused_and_lone_surrogates_are_left_out():
    with pytest.raises(ValidationError):
        RichTextFormField().clean("a\0b")
    with pytest.raises(ValidationError):
        RichTextFormField().clean(HTML_MARK + "<p>\0</p>")
    assert RichTextFormField().clean("a\ud800b") == "<p>ab</p>"


def test_only_something_counts_where_something_is_required():
    for empty in ("", " ", HTML_MARK, HTML_MARK + "<p></p>", HTML_MARK + "<ul><li><p></p></li></ul>"):
        with pytest.raises(ValidationError):
            RichTextFormField().clean(empty)
        assert RichTextFormField(required=False).clean(empty) == ""


@pytest.mark.sweep
@pytest.mark.parametrize(
    "piece",
    [
        "<b>",
        "<ul><li>",
        "<a href=x>",
        "**a ",
        "[a](",
        "- a\n",
        "a\n",
        "https://",
        *(pytest.param(piece, marks=pytest.mark.slow) for piece in ("<div>", "<i><b>", "__a", "[", "&", "\\")),
    ],
)
def test_the_longest_texts_of_the_worst_kind_are_taken_or_refused_with_a_sentence(piece):
    for mark, size in ((HTML_MARK, TEXT_LENGTH), ("", TEXT_LENGTH - 1)):
        form = TextForm({"text": mark + (piece * size)[:size]})
        assert form.is_valid() or form.errors["text"]


# What the form shows


def test_without_javascript_the_plain_notation_is_shown_and_the_editor_gets_html():
    form = TextForm(initial={"text": as_posted("<p>Ein <b>Satz</b></p>")})
    shown = str(form["text"])
    assert ">\nEin **Satz**</textarea>" in shown
    assert 'data-html="&lt;p&gt;Ein &lt;b&gt;Satz&lt;/b&gt;&lt;/p&gt;"' in shown


def test_what_was_typed_comes_back_as_it_was_typed():
    form = TextForm({"text": "* a\r\n* b **c"})
    assert ">\n* a\r\n* b **c</textarea>" in str(form["text"])


def test_the_same_text_in_another_notation_is_no_change():
    field = RichTextFormField()
    initial = as_posted("<p>Ein <b>Satz</b></p>")
    assert not field.has_changed(initial, "Ein **Satz**\r\n")
    assert not field.has_changed(initial, HTML_MARK + "<p>Ein <strong>Satz</strong></p>")
    assert field.has_changed(initial, "Ein Satz")
    assert not field.has_changed(None, "")
