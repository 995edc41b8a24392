"""Draws every screen of the program as a PNG: `python dev.py screens [DIR]`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from ma_desktop.runtime.settings import THEMES, Workstation
from ma_desktop.services import demo_clinic
from ma_desktop.services.clinic import create_clinic, open_clinic
from ma_desktop.ui.application import make_application
from ma_desktop.ui.demo import ROOMED, TYPED
from ma_desktop.ui.demo_printer import PaperRoll
from ma_desktop.ui.play import Play

PASSPHRASE = "violet harbor nine lanterns"
DEFAULT = Path("docs") / "screens"


def draw(theme: str, out: Path) -> None:
    """All screens of one theme into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    demo = demo_clinic.read_demo()
    with tempfile.TemporaryDirectory() as folder, PaperRoll() as printer:
        place = str(Path(folder) / "store")
        user = demo.new.user_name
        create_clinic(place, demo.new, PASSPHRASE)
        clinic = open_clinic(place, user, PASSPHRASE, workstation="screens", room=demo.room)
        demo_clinic.fill(clinic, demo)
        clinic.close()
        workstation = Workstation(
            store=place,
            room=demo.room,
            theme=theme,
            clinic_name=demo.new.name,
            id="screens",
            idle_minutes=60.0,
            printer_host=printer.host,
            printer_port=printer.port,
        )
        play = Play(make_application(workstation), workstation, user, PASSPHRASE, out)
        play.sign_in()
        play.picture("today.png", "today")
        play.room(ROOMED, "3")
        play.rooming(TYPED)
        play.picture("specimens.png", "specimens", screen="specimens")
        play.picture("trends.png", "trends", screen="trends")
        play.window.show_screen("manage")
        play.picture("manage.png", "manage")
        play.lock()


def main(arguments: Sequence[str]) -> int:
    folder = Path(arguments[0]) if arguments else DEFAULT
    for theme in THEMES:
        draw(theme, folder if theme == THEMES[0] else folder / theme)
    sys.stdout.write(f"The screens are in {folder}.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
