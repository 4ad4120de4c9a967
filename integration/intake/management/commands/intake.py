"""`manage.py intake DIR [--json]`: what the form would propose for every file of a folder; writes nothing."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from integration.intake.folder import files_in, rows

COLUMNS = (("file", 0.25), ("title", 0.4), ("date", 0.1), ("municipality", 0.13), ("kind", 0.12))  # shares of the width
NARROWEST = 80


class Command(BaseCommand):
    help = "Shows what the portal proposes for every file in a folder and those below it. Writes nothing."
    requires_system_checks = ()  # they would ask for a database

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="folder with PDF, DOCX, PPTX, XLSX and ODT files")
        parser.add_argument("--json", action="store_true", help="one JSON object per line on standard output, in UTF-8")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(_("%(path)s is not a folder.") % {"path": folder})
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        paths = files_in(folder)
        if not paths:
            self.stderr.write(_("There is no file in %(path)s.") % {"path": folder})
        elif not options["json"]:
            self.stdout.write(self._line({name: name.capitalize() for name, _share in COLUMNS}))
        for row in tqdm(rows(folder, paths), total=len(paths), file=sys.stderr, disable=None, unit=_("files")):
            if options["json"]:
                self.stdout.write(json.dumps(row, ensure_ascii=False))
            else:
                self.stdout.write(self._line(row))
                if row["note"]:
                    self.stdout.write(f"    {row['note']}")

    def _line(self, row: dict[str, Any]) -> str:
        width = max(NARROWEST, shutil.get_terminal_size((140, 40)).columns) - len(COLUMNS) * 2
        cells = []
        for name, share in COLUMNS:
            room = int(width * share)
            cells.append(" ".join(str(row[name] or "–").split())[:room].ljust(room))
        return "  ".join(cells).rstrip()
