"""What comes with a request, before it reaches the database."""

import pytest

from integration.members.requests import as_key


@pytest.mark.parametrize(("text", "key"), [("1", 1), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_a_number_that_can_be_a_primary_key_is_one(text: str, key: int) -> None:
    assert as_key(text) == key


@pytest.mark.parametrize("text", ["", " 1", "-1", "1.0", "abc", "٣", "²", "1" + "0" * 18, "9" * 5000, "\x00"])
def test_what_can_be_no_primary_key_is_none(text: str) -> None:
    assert as_key(text) is None
