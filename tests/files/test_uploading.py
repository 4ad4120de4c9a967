"""What happens to files on their way in: limits, several at once, and one bad file that does not cost the others."""

import tracemalloc

import pytest
from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from cms.middleware import REQUEST_FILES
from integration.files.fields import MAX_FILES, FilesField
from integration.files.upload_handlers import RefusedUpload
from tests.factories import pdf_bytes
from tests.files.samples import docx_bytes, pdf_of_size

MEGABYTE = 1024 * 1024


class HandInForm(forms.Form):
    title = forms.CharField()
    files = FilesField(required=False)


def body(files, title="Konzept"):
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\n{title}\r\n'.encode()]
    for name, content in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        parts += [f"{head}Content-Type: application/pdf\r\n\r\n".encode(), content, b"\r\n"]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def request_with(*files, title="Konzept"):
    return RequestFactory().generic("POST", "/", body(files, title), MULTIPART_CONTENT)


def bound(*files, **kwargs):
    request = request_with(*files, **kwargs)
    return HandInForm(request.POST, request.FILES)


def sound(form):
    field = form.fields["files"]
    return [upload.name for upload in field.sound_files(form.files.getlist("files"))]


def test_several_files_arrive_in_order():
    form = bound(("a.pdf", pdf_bytes()), ("b.docx", docx_bytes()))
    assert form.is_valid()
    assert [upload.name for upload in form.cleaned_data["files"]] == ["a.pdf", "b.docx"]


def test_no_file_is_no_error_where_none_is_needed():
    form = bound()
    assert form.is_valid()
    assert form.cleaned_data["files"] == []


def test_no_file_is_an_error_where_one_is_needed():
    class StrictForm(forms.Form):
        files = FilesField()

    assert not StrictForm({}, {}).is_valid()


def test_each_bad_file_is_named_and_the_good_ones_stay():
    form = bound(
        ("gut.pdf", pdf_bytes()), ("leer.pdf", b""), ("boese.exe", b"MZ" + bytes(200)), ("auch.docx", docx_bytes())
    )
    assert not form.is_valid()
    messages = form.errors["files"]
    assert [message.split(":")[0] for message in messages] == ["leer.pdf", "boese.exe"]
    assert sound(form) == ["gut.pdf", "auch.docx"]
    assert form["title"].value() == "Konzept"


def test_forms_do_not_share_what_they_found():
    assert not bound(("leer.pdf", b"")).is_valid()
    form = bound(("gut.pdf", pdf_bytes()))
    assert form.is_valid()
    assert len(form.fields["files"]._problems) == 1
    assert HandInForm().fields["files"]._problems == {}


def test_too_many_files_at_once_keep_the_first():
    content = pdf_bytes()
    form = bound(*((f"{number}.pdf", content) for number in range(MAX_FILES + 1)))
    assert not form.is_valid()
    assert f"höchstens {MAX_FILES} Dateien" in form.errors["files"][0]
    assert len(sound(form)) == MAX_FILES


def test_the_browser_offers_only_what_is_taken():
    html = str(HandInForm()["files"])
    assert 'accept=".pdf,.docx,.pptx,.xlsx,.odt,.jpg,.jpeg,.png,.webp"' in html
    assert "multiple" in html


def test_a_file_of_exactly_the_limit_arrives_whole_and_one_byte_more_is_refused_at_its_name(settings):
    settings.MAX_UPLOAD_MB = 3
    form = bound(
        ("genau.pdf", pdf_of_size(3 * MEGABYTE)),
        ("mehr.pdf", pdf_of_size(3 * MEGABYTE + 1)),
        ("klein.pdf", pdf_bytes()),
    )
    assert not form.is_valid()
    assert len(form.errors["files"]) == 1
    assert form.errors["files"][0].startswith("mehr.pdf: Diese Datei ist größer als 3 MB.")
    assert sound(form) == ["genau.pdf", "klein.pdf"]
    assert form.cleaned_data["title"] == "Konzept"


def test_bytes_over_the_limit_are_neither_kept_in_memory_nor_on_the_disk(settings, tmp_path):
    settings.MAX_UPLOAD_MB = 2
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    content = pdf_bytes()
    request = request_with(("mehr.pdf", bytes(60 * MEGABYTE)), ("klein.pdf", content))
    tracemalloc.start()
    large, small = request.FILES.getlist("files")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * MEGABYTE
    assert isinstance(large, RefusedUpload)
    assert large.size == 60 * MEGABYTE
    assert large.read() == b""
    assert isinstance(small, TemporaryUploadedFile)
    assert small.read() == content
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 3 * MEGABYTE


def test_a_request_that_the_disk_cannot_hold_is_refused_at_its_files(settings, tmp_path, monkeypatch):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": MEGABYTE})())
    form = bound(("a.pdf", pdf_of_size(2 * MEGABYTE)))
    assert not form.is_valid()
    assert "keinen Platz" in form.errors["files"][0]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 0


@pytest.mark.django_db
def test_a_request_larger_than_any_form_gets_the_page_of_413(client, settings):
    settings.MAX_UPLOAD_MB = 1
    content = body([("a.pdf", bytes(21 * MEGABYTE))])
    response = client.generic("POST", "/anmelden/", content, MULTIPART_CONTENT)
    assert response.status_code == 413
    assert "größer, als das Portal annimmt" in response.content.decode()
    assert client.post("/anmelden/", {"a": "b"}).status_code != 413


@pytest.mark.parametrize(
    "name", ["../../a.pdf", "a%00.pdf", "a\\..\\b.pdf", "x" * 300 + ".pdf", "Kopf\u202e\u2066.pdf"]
)
def test_crooked_names_arrive_and_are_named_cleanly(name):
    form = bound((name, b""))
    assert not form.is_valid()
    assert form.errors["files"][0].split(":")[0].isprintable()


def test_a_request_may_hold_as_many_of_the_largest_files_as_a_form_takes():
    assert REQUEST_FILES == MAX_FILES
