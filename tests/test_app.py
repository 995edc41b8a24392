"""The way into the program, before anything of it is loaded."""

from __future__ import annotations

import importlib

import pytest

from ma_desktop.app import main


@pytest.mark.parametrize("arguments", [["verify"], ["demo"], []])
def test_ctrl_c_while_it_loads_is_one_word(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_module: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(importlib, "import_module", interrupted)
    assert main(arguments) == 130
    assert capsys.readouterr().err == "Stopped.\n"
