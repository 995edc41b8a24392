"""The yardstick of every start: an empty window in a fresh process, up to its first picture.

Prints the memory that it holds, in KiB.
"""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QMainWindow

from tests.bench.first_picture import FirstPicture, end, resident

app = QApplication([])
window = QMainWindow()
window.resize(1440, 900)


def tell() -> None:
    sys.stdout.write(str(resident()))
    end()


FirstPicture(window, tell)
window.show()
app.exec()
