"""Yardsticks: the least that a driver, a canvas or an empty chart can do."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas
from sqlcipher3 import dbapi2 as sqlcipher

_KEY = "ab" * 32


def raw_store(path: Path) -> Any:
    """A SQLCipher file with the settings of ours and one table of one row a reading."""
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key=\"x'{_KEY}'\"")
    for setting in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute(
        "CREATE TABLE reading (patient TEXT, taken INTEGER, id TEXT, vital TEXT, loinc TEXT, "
        "typed TEXT, value TEXT, unit TEXT, by TEXT, status TEXT, "
        "PRIMARY KEY (patient, taken, id)) WITHOUT ROWID"
    )
    return connection


def raw_commit(connection: Any) -> Callable[[], object]:
    """One durable row."""

    def commit() -> None:
        row = (
            "p",
            time.time_ns(),
            os.urandom(16).hex(),
            "hr",
            "8867-4",
            "78",
            "78",
            "/min",
            "r",
            "",
        )
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO reading VALUES (?,?,?,?,?,?,?,?,?,?)", row)
        connection.execute("COMMIT")

    return commit


def canvas_page() -> bytes:
    """One page with a head, a table, a line and a barcode, as plain as reportlab can."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=letter)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(50, 740, "Visit summary")
    canvas.setFont("Helvetica", 10)
    for row in range(24):
        for column in range(4):
            canvas.drawString(50 + 130 * column, 700 - 16 * row, f"Value {row} of {column}")
        canvas.line(50, 696 - 16 * row, 560, 696 - 16 * row)
    path = canvas.beginPath()
    path.moveTo(50, 200)
    for step in range(40):
        path.lineTo(50 + step * 12, 200 + step * 37 % 60)
    canvas.drawPath(path)
    Code128("004-118-27", barHeight=30).drawOn(canvas, 50, 100)
    canvas.showPage()
    canvas.save()
    return target.getvalue()
