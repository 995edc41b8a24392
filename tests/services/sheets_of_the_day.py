"""The paper of a day as it looks: `python -m tests.services.sheets_of_the_day` redraws it."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pdfplumber
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter

from ma_desktop.domain.patient import Name
from ma_desktop.services import intake, rooming, schedule
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.day_sheets import closing_sheet, downtime_pack
from tests.clinics import begun_timer, make_store, open_made, roomed_visit
from tests.clock import FixedClock
from tests.documents.goldens import ARABIC, FOLDER, LONG, MARKUP, SCALE, drawn, text_of
from tests.services.test_rooming import readings

SECRET = "willow copper nine"
CODE = re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}")
"""The head of the audit: another one in each store."""
_ROOMS = 3
PEOPLE = (
    (Name(LONG, f"{LONG} {LONG}"), date(1979, 3, 14)),
    (Name(MARKUP, "=1+1"), date(1960, 2, 29)),
    (Name("الحسن بن سينا", "שרה 민준"), date(1990, 1, 1)),
    (Name("Nguyễn-Ñúñez", "Baby"), date(2026, 3, 9)),
    (Name("Ẹ̀bùn-Ọ̀ṣun", "Q̈x"), date(1921, 12, 31)),
)


def nasty(clinic: Clinic, clock: FixedClock) -> None:
    """Five people whom paper does not like, with what stands beside them, and things left open."""
    for number, (name, born) in enumerate(PEOPLE):
        mrn = f"004-118-{number:02d}"
        if number < _ROOMS:
            visit = roomed_visit(clinic, name, born, number=str(number + 1), mrn=mrn)
            for text in ("128/82", "131/84"):
                rooming.record_vitals(clinic, visit, readings(clinic, visit, bp=text))
        else:
            visit, _changes = schedule.walk_in(
                clinic, name, born, "male",
                visit_type=LONG, provider=MARKUP, reason=MARKUP, mrn=mrn,
            )  # fmt: skip
        for substance in (MARKUP, ARABIC, LONG)[: number + 1]:
            intake.add_allergy(clinic, visit, substance, "Hives", "mild")
        clock.advance(minutes=5)
    begun_timer(clinic, "spin", MARKUP[:60], timedelta(minutes=1))
    clock.advance(minutes=5)


DAYS: dict[str, Callable[[Clinic, FixedClock], None]] = {
    "nasty": nasty,
    "empty": lambda _clinic, _clock: None,
}
SHEETS: dict[str, Callable[[Clinic], bytes]] = {
    "downtime": lambda clinic: unlocked(downtime_pack(clinic, SECRET)),
    "closing": closing_sheet,
}


def unlocked(data: bytes) -> bytes:
    reader = PdfReader(io.BytesIO(data))
    assert reader.decrypt(SECRET)
    out = io.BytesIO()
    PdfWriter(clone_from=reader).write(out)
    return out.getvalue()


def made(day: str, folder: Path) -> dict[str, bytes]:
    """Both sheets of a day."""
    clock = FixedClock()
    clinic = open_made(make_store(folder), clock)
    try:
        DAYS[day](clinic, clock)
        return {kind: make(clinic) for kind, make in SHEETS.items()}
    finally:
        clinic.close()


def text(pdf: bytes) -> str:
    return CODE.sub("(code)", text_of(pdf))


def picture(pdf: bytes) -> Image.Image:
    """As `goldens.drawn`, the code covered."""
    image = drawn(pdf)
    cover = ImageDraw.Draw(image)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        above = 0.0
        for page in document.pages:
            for word in page.extract_words():
                if CODE.fullmatch(word["text"]):
                    box = (
                        word["x0"] - 2,
                        above + word["top"],
                        word["x1"] + 9,
                        above + word["bottom"],
                    )
                    cover.rectangle([side * SCALE for side in box], fill=255)
            above += float(page.height)
    return image


def main() -> None:
    for day in DAYS:
        with tempfile.TemporaryDirectory() as folder:
            for kind, pdf in made(day, Path(folder)).items():
                (FOLDER / f"{kind}.{day}.txt").write_text(text(pdf), encoding="utf-8")
                picture(pdf).save(FOLDER / f"{kind}.{day}.png", optimize=True)


if __name__ == "__main__":
    main()
