"""Draws every screen of the program as a PNG: `python dev.py screens [DIR]`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QDialog

from ma_desktop.domain.ids import stable_id
from ma_desktop.domain.rooming import STEPS
from ma_desktop.runtime.settings import THEMES, Workstation
from ma_desktop.services import demo_clinic
from ma_desktop.services.clinic import create_clinic, open_clinic
from ma_desktop.storage.places import SignInName
from ma_desktop.ui.application import make_application
from ma_desktop.ui.demo import ROOMED, TYPED
from ma_desktop.ui.demo_printer import PaperRoll
from ma_desktop.ui.keys_dialog import KeysDialog
from ma_desktop.ui.lock.entrance import Entrance
from ma_desktop.ui.lock.first_run import FirstRunWindow
from ma_desktop.ui.lock.sign_in import SignInWindow
from ma_desktop.ui.papers.batch_dialog import BatchDialog
from ma_desktop.ui.papers.export_dialog import ExportDialog
from ma_desktop.ui.papers.opening import show_summary
from ma_desktop.ui.papers.pack_dialog import PackDialog
from ma_desktop.ui.papers.summary_window import SummaryWindow
from ma_desktop.ui.play import Play
from ma_desktop.ui.rooming.screen import RoomingScreen
from ma_desktop.ui.stage import picture, wait_for
from ma_desktop.ui.today.import_dialog import ImportDialog
from ma_desktop.ui.today.walk_in import WalkInDialog

PASSPHRASE = "violet harbor nine lanterns"
CODE = "K7QM-2XWD-H9RT-VB4N-C6YJ-P3FZ-8GLS-M5AE-TW2X"
CHILDREN = (
    ("004-131-80", "growth", "growth-baby.png"),
    ("004-128-18", "growth", "growth-child.png"),
    ("004-128-18", "pressure", "pressure-child.png"),
)
"""Made-up children, and which of the views of Trends."""
DEFAULT = Path("docs") / "screens"


def draw_entrance(theme: str, out: Path) -> None:
    """The first run up to its recovery code, in `theme`."""
    app = make_application(Workstation(theme=theme))
    strength = (3, "good")
    window = FirstRunWindow(lambda _form: CODE, strength=lambda _text: strength)
    window.show()
    window.clinic.name.setText("Maple Street Family Medicine")
    picture(window, out / "first-run.png")
    window.go_on()
    for edit, text in (
        (window.person.display, "J. Rivera"),
        (window.person.user, "jrivera"),
        (window.person.new.first, PASSPHRASE),
        (window.person.new.second, PASSPHRASE),
    ):
        edit.setText(text)
    picture(window, out / "first-run-person.png")
    window.go_on()
    wait_for(lambda: window.number == 2)
    picture(window, out / "recovery-code.png")
    window.close()
    entrance = Entrance(
        "Maple Street Family Medicine",
        "Exam 3",
        (SignInName("jrivera", "J. Rivera"), SignInName("tosei", "T. Osei")),
        lambda _user, _secret: None,
        last_user="jrivera",
    )
    sign_in = SignInWindow(entrance)
    sign_in.show()
    picture(sign_in, out / "sign-in.png")
    sign_in.close()
    app.processEvents()


def draw_dialogs(play: Play, visit_id: str, out: Path) -> None:
    """What opens over a screen, each as it stands when it is empty or just filled."""
    window = play.window
    dialogs: tuple[tuple[str, QDialog], ...] = (
        ("walk-in.png", WalkInDialog(play.context, window)),
        ("import.png", ImportDialog(play.context, window)),
        ("export.png", ExportDialog(play.context, None, window)),
        ("summaries-of-a-day.png", BatchDialog(play.context, window)),
        ("downtime-pack.png", PackDialog(play.context, window)),
        ("keys.png", KeysDialog("Today", window.screens["today"].keys(), [], window)),
    )
    for name, dialog in dialogs:
        dialog.open()
        picture(dialog, out / name)
        dialog.reject()
    show_summary(play.context, visit_id, window)
    wait_for(lambda: isinstance(QApplication.activeModalWidget(), SummaryWindow))
    summary = QApplication.activeModalWidget()
    if isinstance(summary, SummaryWindow):
        wait_for(summary.printing.isEnabled)
        picture(summary, out / "summary.png")
        summary.reject()
    window.activateWindow()
    wait_for(window.isActiveWindow)


def draw_steps(play: Play) -> None:
    """Each step of the wizard as it is when it is come to; back at the first one."""
    rooming = play.window.screen_now
    if isinstance(rooming, RoomingScreen):
        for number, step in enumerate(STEPS, start=1):
            rooming.go(step)
            play.picture(f"rooming-{number}-{step}.png", STEPS[step])
        rooming.go(next(iter(STEPS)))


def zone_where_it_is_nine() -> str:
    """The IANA zone in which it is between nine and ten now, as in the made-up schedule."""
    east = (9 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-east:+d}"  # the sign of these names is that of POSIX: west is plus


def draw(theme: str, out: Path) -> None:
    """All screens of one theme into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    draw_entrance(theme, out)
    demo = demo_clinic.read_demo()
    with tempfile.TemporaryDirectory() as folder, PaperRoll() as printer:
        place = str(Path(folder) / "store")
        user = demo.new.user_name
        create_clinic(place, replace(demo.new, zone=zone_where_it_is_nine()), PASSPHRASE)
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
        draw_steps(play)
        play.rooming(TYPED)
        play.picture("specimens.png", "specimens", screen="specimens")
        play.picture("rooms.png", "rooms", screen="rooms")
        play.picture("sterilize.png", "sterilize", screen="sterilize")
        play.picture("trends.png", "trends", screen="trends")
        for mrn, view, name in CHILDREN:
            play.context.signals.view_opened.emit(stable_id("demo visit", mrn), "trends", view)
            play.picture(name, view)
        play.window.open_visit(play.visit_id, "trends")
        draw_dialogs(play, play.visit_id, out)
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
