"""Asking the same of both engines."""

import pytest

on_both_engines = pytest.mark.parametrize(
    "engine", ["database", pytest.param("elasticsearch", marks=pytest.mark.service)], indirect=True
)
