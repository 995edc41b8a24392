"""The rules of the house that import-linter, ruff and mypy do not hold: sizes, names, seams, lock.

Each rule is a function from a file's path and text to what it found; each is also shown a text that
breaks it, so that a rule which no longer finds anything is noticed.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest
from PySide6.QtCore import QObject, Signal

ROOT = Path(__file__).resolve().parent.parent
MOST_FILE_LINES = 400
MOST_FUNCTION_LINES = 50
# Start-up is imports: at these places, and no others, modules are loaded when needed.
SEAMS = {
    "ma_desktop/app.py",
    "ma_desktop/ui/start.py",
    "ma_desktop/ui/main_window.py",
    "ma_desktop/storage/schema.py",
    "ma_desktop/storage/vault.py",
}
# Written once, by a tool, and never edited again: a migration is as long as its schema.
HISTORY = "ma_desktop/storage/migrations/versions/"
STYLE_OWNERS = {"ma_desktop/ui/theme.py", "ma_desktop/ui/application.py"}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}

Rule = Callable[[str, str], Iterator[str]]


def long_files(path: str, text: str) -> Iterator[str]:
    lines = text.count("\n")
    if path.startswith(HISTORY):
        return
    if lines > MOST_FILE_LINES:
        yield f"{path}: {lines} lines"


def long_functions(path: str, text: str) -> Iterator[str]:
    if path.startswith(HISTORY):
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name} has {lines} lines"


def missing_docstrings(path: str, text: str) -> Iterator[str]:
    if not ast.get_docstring(ast.parse(text)):
        yield f"{path}: no module docstring"


def hidden_imports(path: str, text: str) -> Iterator[str]:
    """Imports that do not stand at the top, by statement or by call."""
    if path in SEAMS:
        return
    tree = ast.parse(text)
    top = {id(node) for node in _top_level(tree.body)}
    imports: list[ast.stmt] = [
        node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    lines = [node.lineno for node in imports if id(node) not in top]
    lines += [node.lineno for node in calls if _called(node) in {"import_module", "__import__"}]
    for line in lines:
        yield f"{path}:{line}: import that does not stand at the top"


def widget_styles(path: str, text: str) -> Iterator[str]:
    if path in STYLE_OWNERS:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and _called(node) == "setStyleSheet":
            yield f"{path}:{node.lineno}: setStyleSheet outside the theme"


def nameless_modules(path: str, _text: str) -> Iterator[str]:
    parts = {PurePosixPath(part).stem for part in PurePosixPath(path).parts}
    if parts & NAMELESS:
        yield f"{path}: a name that says nothing"


def composed_event_names(path: str, text: str) -> Iterator[str]:
    """Calls of log.event and log.failure whose name, or names of ids, are not written out."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or _called(node) not in {"event", "failure"}:
            continue
        logs = [ast.unparse(argument) for argument in node.args[:1]]
        name = node.args[1] if len(node.args) > 1 else None
        constant = isinstance(name, ast.Constant) and all(word.arg for word in node.keywords)
        if logs and logs[0].lstrip("_").lower().endswith(("logger", "log")) and not constant:
            yield f"{path}:{node.lineno}: the name of an event must be constant text"


RULES: dict[Rule, tuple[str, str]] = {
    long_files: ("ma_desktop/a.py", "x = 1\n" * 401),
    long_functions: ("ma_desktop/a.py", "def f():\n" + "    x = 1\n" * 50),
    missing_docstrings: ("ma_desktop/a.py", "x = 1\n"),
    hidden_imports: ("ma_desktop/ui/a.py", "def f():\n    import json\n"),
    widget_styles: ("ma_desktop/ui/a.py", "self.setStyleSheet('color: red')\n"),
    nameless_modules: ("ma_desktop/ui/utils/a.py", ""),
    composed_event_names: ("ma_desktop/a.py", "log.event(logger, f'seen {name}')\n"),
}
# What is about the program, not about its tests.
PROGRAM_ONLY = {hidden_imports, widget_styles, composed_event_names}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_holds(rule: Rule) -> None:
    folders = ["ma_desktop"] if rule in PROGRAM_ONLY else ["ma_desktop", "tests"]
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    paths += [ROOT / "dev.py", ROOT / "main.py"]

    found = [
        finding
        for path in sorted(paths)
        for finding in rule(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    ]

    assert len(paths) > 20
    assert found == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_can_break(rule: Rule) -> None:
    assert list(rule(*RULES[rule]))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ma_desktop/app.py", "def f():\n    import_module('ma_desktop.ui.today')\n"),
        ("ma_desktop/a.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import x\n"),
    ],
)
def test_imports_may_stand_at_the_seams_and_at_the_top(path: str, text: str) -> None:
    assert list(hidden_imports(path, text)) == []


def test_a_call_that_imports_is_found() -> None:
    assert list(hidden_imports("ma_desktop/a.py", "importlib.import_module('ma_desktop.app')\n"))


def lock_faults(lock: str) -> list[str]:
    """Lines of the lock that name a host, and packages without version or hash."""
    hosts = [line for line in lock.splitlines() if re.search(r"://|--index|--find-links|@", line)]
    blocks = [block for block in re.split(r"\n(?=\w)", lock) if block.strip()]
    loose = [
        block.splitlines()[0]
        for block in blocks
        if "==" not in block.splitlines()[0] or "--hash=sha256:" not in block
    ]
    return hosts + loose


def test_the_lock_has_hashes_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    assert lock_faults(lock) == []
    assert lock_faults(lock + "--index-url https://packages.example/simple\n")
    assert lock_faults(lock + "alembic==1.20.1\n")
    assert lock_faults(lock + "alembic \\\n    --hash=sha256:00\n")


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def unguarded(contracts: list[dict[str, list[str]]], rooms: set[str]) -> list[str]:
    """Rooms that a `forbidden` contract neither guards nor is known to leave free."""
    free = {"PySide6": {"__main__", "app", "ui"}, "sqlalchemy": {"storage"}}
    return [
        f"{room} and {package}"
        for contract in contracts
        for package, allowed in free.items()
        if package in contract.get("forbidden_modules", [])
        for room in sorted(rooms - allowed)
        if f"ma_desktop.{room}" not in contract["source_modules"]
    ]


def test_every_room_stands_under_the_import_contracts() -> None:
    """A new top-level module must be guarded too (the layers are exhaustive by themselves)."""
    tool = project()["tool"]
    assert isinstance(tool, dict)
    contracts = tool["importlinter"]["contracts"]
    children = (ROOT / "ma_desktop").iterdir()
    rooms = {
        path.stem for path in children if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    rooms -= {"__init__"}

    assert len(contracts) == 3
    assert unguarded(contracts, rooms) == []
    assert unguarded(contracts, rooms | {"plugins"}) == [
        "plugins and PySide6",
        "plugins and sqlalchemy",
    ]


def unnamed_packages(notice: str, requirements: list[str]) -> list[str]:
    names = [re.split(r"[\s<>=!~;\[]", requirement)[0] for requirement in requirements]
    return [name for name in names if name.lower() not in notice.lower()]


def test_notice_names_the_licence_of_every_package_that_ships() -> None:
    about = project()["project"]
    assert isinstance(about, dict)
    extras = [name for group in about["optional-dependencies"].values() for name in group]
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")

    assert unnamed_packages(notice, about["dependencies"] + extras) == []
    assert unnamed_packages(notice, ["left-pad>=1"]) == ["left-pad"]


class Bell(QObject):
    """Something that rings."""

    rung = Signal(bool)


def test_a_signal_keeps_the_count_of_true() -> None:
    """PySide6 6.12.0 lost one reference to True per emit on Python 3.11, until the process died."""
    bell = Bell()
    heard: list[bool] = []
    bell.rung.connect(heard.append)
    before = sys.getrefcount(True)

    for _ in range(100):
        bell.rung.emit(True)
    heard.clear()

    assert abs(sys.getrefcount(True) - before) <= 5


def _top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of the module itself, those under `if` and `try` included."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try):
            yield from _top_level(node.body + node.orelse)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
