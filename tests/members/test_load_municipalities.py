"""Operators bring municipalities by a CSV file, and bring it again after a reform."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from integration.members.models import Municipality, SizeClass
from integration.members.municipalities import load_municipalities

pytestmark = pytest.mark.django_db

FILE = Path(settings.BASE_DIR) / "fixtures" / "municipalities.csv"


@pytest.fixture
def write(tmp_path):
    header = FILE.read_text(encoding="utf-8").splitlines()[0]

    def write_rows(*rows):
        path = tmp_path / "municipalities.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write_rows


def test_all_municipalities_are_loaded_with_their_size_class_and_a_second_time_changes_nothing():
    assert load_municipalities(FILE) == (396, 0)
    assert Municipality.objects.get(name="Gummersbach").size_class == SizeClass.LARGE_TOWN
    assert not Municipality.objects.active().exists()
    assert load_municipalities(FILE) == (0, 0)


def test_a_newer_file_updates_the_facts_and_leaves_who_takes_part(write):
    load_municipalities(write("05000001,Musterdorf,Gemeinde,Kreis Muster,4900,10.5,12345,51.1,7.1,ländlich"))
    Municipality.objects.update(active=True)
    changed = write("05000001,Musterdorf,Gemeinde,Kreis Muster,5100,10.5,12345,51.1,7.1,ländlich")
    assert load_municipalities(changed) == (0, 1)
    municipality = Municipality.objects.get(ags="05000001")
    assert (municipality.population, municipality.size_class, municipality.active) == (5100, SizeClass.SMALL, True)


@pytest.mark.parametrize(
    "row",
    [
        "0500,Musterdorf,Gemeinde,,4900,,12345,51.1,7.1,",
        "05000002,Musterdorf,Gemeinde,,viele,,12345,51.1,7.1,",
        "05000002,Musterdorf",
        "05000001,Musterdorf,Gemeinde,,4900,,12345,51.1,7.1,",
    ],
)
def test_a_wrong_row_is_named_by_its_line_and_nothing_is_loaded(write, row):
    path = write("05000001,Musterdorf,Gemeinde,,4900,,12345,51.1,7.1,", row)
    with pytest.raises(CommandError, match="Line 3"):
        call_command("load_municipalities", str(path))
    assert not Municipality.objects.exists()


def test_a_file_without_a_column_is_refused(tmp_path):
    path = tmp_path / "short.csv"
    path.write_text("ags,name\n05000001,Musterdorf\n", encoding="utf-8")
    with pytest.raises(CommandError, match="kind"):
        call_command("load_municipalities", str(path))
