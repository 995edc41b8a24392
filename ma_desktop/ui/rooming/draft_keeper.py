"""The draft of the open visit: every change undoable, and on disk within a second."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from ma_desktop.domain.errors import Conflict, MaError
from ma_desktop.domain.rooming import Draft, DraftField
from ma_desktop.services import rooming
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks

_WAIT_MS = 300
_RETRY_MS = 5_000


class _Change(QUndoCommand):
    """One field from one content to another; typing in one go is one change.

    None: nobody has touched the field. That is not the same as one that was emptied.
    """

    def __init__(
        self,
        keeper: DraftKeeper,
        name: str,
        before: DraftField | None,
        after: DraftField | None,
    ) -> None:
        super().__init__(name)
        self.keeper, self.name = keeper, name
        self.before, self.after = before, after
        self.run = keeper.run
        self._first = True

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Change) or (other.name, other.run) != (self.name, self.run):
            return False
        self.after = other.after
        self.setObsolete(self.before == self.after)
        return True

    def redo(self) -> None:
        self.keeper.set_field(self.name, self.after, back=not self._first)
        self._first = False

    def undo(self) -> None:
        self.keeper.set_field(self.name, self.before, back=True)


class DraftKeeper(QObject):
    """Holds the draft that is shown, and saves it in the background.

    A worker always saves the newest content, one at a time, so that saves never overtake each
    other. After a conflict nothing is saved until `keep_over` or `open` says from which version on.
    """

    saved = Signal(object)
    """The time (UTC) of the save."""
    failed = Signal(object)
    """A `MaError` other than a conflict; tried again by itself."""
    conflicted = Signal()
    reverted = Signal(str)
    """The name of a field that undo or redo changed."""
    edited = Signal(str)
    """The name of a field that the person changed."""

    def __init__(self, clinic: Clinic, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clinic = clinic
        self._draft: Draft | None = None
        self._clean: Draft | None = None
        self._held = False
        self._lock = Lock()
        self._pending: Draft | None = None
        self._versions: dict[str, int] = {}
        self._discarded = False
        self.run = 0
        self.stack = QUndoStack(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)

    @property
    def draft(self) -> Draft | None:
        return self._draft

    @property
    def is_dirty(self) -> bool:
        """A change waits to be saved."""
        return self._timer.isActive() or self._pending is not None

    def open(self, draft: Draft | None) -> None:
        """Show this draft; nothing of it is undoable."""
        self._timer.stop()
        if draft is not None:
            self._versions[draft.visit_id] = draft.version
        self._draft = self._clean = draft
        self._held = False
        self.stack.clear()

    def known_version(self) -> int:
        """The stored version that the draft here was made from."""
        if self._draft is None:
            return 0
        return self._versions.get(self._draft.visit_id, self._draft.version)

    def clash(self) -> None:
        """Somebody else stored a draft of this visit: a person decides which one stays."""
        self._held = True
        self.conflicted.emit()

    def keep_over(self, version: int) -> None:
        """Save what stands here over `version`, which somebody else stored meanwhile."""
        if self._draft is not None:
            self._versions[self._draft.visit_id] = version
        self._clean, self._held = None, False
        self.flush()

    def field(self, name: str) -> DraftField:
        """What stands in a field; an empty one where nothing does."""
        return self.fields().get(name, DraftField())

    def fields(self, prefix: str = "") -> Mapping[str, DraftField]:
        found = self._draft.fields if self._draft else {}
        return {name: item for name, item in found.items() if name.startswith(prefix)}

    def text(self, name: str, otherwise: str) -> str:
        """What stands in a field, also when it was emptied; `otherwise` where nobody touched it."""
        found = self.fields().get(name)
        return otherwise if found is None else found.text

    def put(self, name: str, content: DraftField | None) -> None:
        """The person changed a field, or with None left it as if nobody had touched it."""
        before = self.fields().get(name)
        if self._draft is not None and content != before:
            self.stack.push(_Change(self, name, before, content))
            self.edited.emit(name)

    def put_text(self, name: str, text: str) -> None:
        self.put(name, replace(self.field(name), text=text))

    def seal(self) -> None:
        """End one go of typing: what comes next is undone on its own."""
        self.run += 1

    def drop(self, names: Iterable[str]) -> None:
        """Empty fields whose content is on record now; the record is not undone by keys."""
        if self._draft is None:
            return
        gone = set(names)
        kept = {name: item for name, item in self._draft.fields.items() if name not in gone}
        self._draft = replace(self._draft, fields=kept)
        self.stack.clear()
        self._schedule()

    def place(self, step: str, focus: str) -> None:
        """Note where the person is; a new step is saved, a new focus goes along."""
        if self._draft is None or (self._draft.step, self._draft.focus) == (step, focus):
            return
        moved = self._draft.step != step
        self._draft = replace(self._draft, step=step, focus=focus)
        if moved:
            self._schedule()

    def set_field(self, name: str, content: DraftField | None, *, back: bool) -> None:
        """Used by the undo stack."""
        if self._draft is None:
            return
        fields = {key: item for key, item in self._draft.fields.items() if key != name}
        if content is not None:
            fields[name] = content
        self._draft = replace(self._draft, fields=fields)
        self._schedule()
        if back:
            self.reverted.emit(name)

    def count(self, name: str, content: DraftField) -> None:
        """Note what is no work of the person: saved along with the next change, never undone."""
        if self._draft is not None:
            self._draft = replace(self._draft, fields={**self._draft.fields, name: content})

    def flush(self) -> None:
        """Save now, in the background; nothing is done when all is saved."""
        self._timer.stop()
        if self._draft is None or self._held or self._draft is self._clean:
            return
        self._clean = self._draft
        with self._lock:
            self._pending = self._draft
        tasks.run(self.save_pending, self._on_saved, self._on_failed, parent=self)

    @contextmanager
    def paused(self) -> Iterator[Callable[[Draft], None]]:
        """No save runs meanwhile; yields a function that takes the draft as a use case left it.

        For use cases that store the draft themselves, on any thread. `resume` goes afterwards.
        """
        with self._lock:
            self._discarded = self._discarded or self._pending is not None
            self._pending = None
            yield self._adopt

    def _adopt(self, draft: Draft) -> None:
        self._versions[draft.visit_id] = draft.version

    def resume(self) -> None:
        """Save what `paused` held back."""
        if self._discarded:
            self._clean, self._discarded = None, False
            self.flush()

    def save_pending(self) -> Draft | None:
        """On a worker: the newest content over the newest version; None when it was saved."""
        with self._lock:
            draft, self._pending = self._pending, None
            if draft is None:
                return None
            version = self._versions.get(draft.visit_id, draft.version)
            done = rooming.save_draft(self._clinic, replace(draft, version=version))
            self._versions[draft.visit_id] = done.version
            return done

    def _schedule(self) -> None:
        """Not restarted by further changes, so that steady typing is saved too."""
        if not self._timer.isActive() and not self._held:
            self._timer.start(_WAIT_MS)

    def _on_saved(self, done: Draft | None) -> None:
        if done is not None and self._draft is not None and done.visit_id == self._draft.visit_id:
            self.saved.emit(done.saved_at)

    def _on_failed(self, error: MaError) -> None:
        if isinstance(error, Conflict):
            self.clash()
            return
        self._clean = None
        self.failed.emit(error)
        self._timer.start(_RETRY_MS)
