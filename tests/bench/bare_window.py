"""The yardstick of every start: an empty window in a fresh process, up to its first picture."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QMainWindow

from tests.bench.first_picture import FirstPicture, end

app = QApplication([])
window = QMainWindow()
window.resize(1440, 900)
FirstPicture(window, end)
window.show()
app.exec()
