#!/usr/bin/env python
"""Bring database and first contents up to date in one process; everything in it may run again at any time.

`make run` calls it before each start, so it loads Django once instead of once per command.
"""

import logging
import os
import sys
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main(arguments: list[str]) -> None:
    """Migrate, set the portal up, and load the demo if asked to."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.local")
    django.setup()
    logging.getLogger("wagtail").setLevel(logging.WARNING)  # else one line for each page of the demo
    call_command("migrate", interactive=False, verbosity=0)
    call_command("setup_portal")
    if "--demo" in arguments:
        call_command("load_demo")
    import_module("search.services").bring_all_up_to_date()  # else the first searches miss what came at once


if __name__ == "__main__":
    main(sys.argv[1:])
