"""What all steps share: the open visit, its draft, and the one way to a use case and back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.services import rooming
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.rooming.draft_keeper import DraftKeeper
from ma_desktop.ui.rooming.tally import Tally


def error_words(error: MaError) -> str:
    """What happened, what is safe, what to do next."""
    return " ".join(part for part in (error.what, error.safe, error.do) if part)


class Desk(QObject):
    """The open visit of the wizard. `opened` says that a visit was opened or read again."""

    opened = Signal(object, bool)
    """The `OpenVisit`, and whether it is another one than before."""
    closed = Signal()
    """No visit is open any more."""
    busy = Signal(bool)
    withheld = Signal(object)
    """The `OpenVisit` whose draft somebody else left: it waits until it is taken over."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.keeper = DraftKeeper(context.clinic, self)
        self.tally = Tally(self.keeper)
        self.visit: OpenVisit | None = None
        self._wanted = ""
        self._task: tasks.Task | None = None
        self._acting = False
        self.is_telling = False

    @property
    def clinic(self) -> Clinic:
        return self.context.clinic

    @property
    def is_busy(self) -> bool:
        """A use case is under way; a second one waits for it."""
        return self._acting

    @property
    def visit_id(self) -> str:
        """The visit that is shown or being opened; empty without one."""
        return self._wanted

    def open(self, visit_id: str, failed: Callable[[MaError], None]) -> None:
        """Read the visit with its draft; an opening under way is dropped."""
        self.keeper.flush()
        self._wanted = visit_id
        if self._task is not None:
            self._task.cancel()
        clinic = self.clinic

        def read() -> OpenVisit:
            self.keeper.save_pending()
            return rooming.open_visit(clinic, visit_id)

        self._task = tasks.run(
            read,
            lambda opened: self._show(opened, fresh=True),
            failed,
            parent=self,
        )

    def reload(self) -> None:
        """Read the visit again; what stands in the draft here stays."""
        if self.visit is None or self._acting:
            return
        clinic, visit_id = self.clinic, self.visit.visit.id
        tasks.run(
            lambda: rooming.open_visit(clinic, visit_id), self._reloaded, self.fail, parent=self
        )

    def act(self, work: Callable[[], Changes], then: Callable[[], None] | None = None) -> None:
        """Do a use case in the background, read the visit again, tell the window, then `then`.

        Words of an error are shown; nothing is done while another use case is under way.
        """
        if self.visit is None or self._acting:
            return
        clinic, visit_id = self.clinic, self.visit.visit.id

        def job() -> tuple[Changes, OpenVisit] | None:
            with self.keeper.paused() as adopt:
                # What another workstation typed meanwhile must not be passed over unseen.
                if rooming.draft_version(clinic, visit_id) != self.keeper.known_version():
                    return None
                changes = work()
                opened = rooming.open_visit(clinic, visit_id)
                adopt(opened.draft)
                return changes, opened

        def done(result: tuple[Changes, OpenVisit] | None) -> None:
            self._set_acting(False)
            if result is None:
                self.keeper.clash()
                return
            changes, opened = result
            self._reloaded(opened)
            self._tell(changes)
            if then is not None:
                then()
            self.keeper.resume()

        def failed(error: MaError) -> None:
            self._set_acting(False)
            self.keeper.resume()
            self.fail(error)

        self._set_acting(True)
        tasks.run(job, done, failed, parent=self)

    def fail(self, error: MaError) -> None:
        self.context.say(error_words(error), "critical")

    def forget(self) -> None:
        """The visit was handed off: its draft is gone, and must not come back."""
        self.keeper.open(None)
        self.visit, self._wanted = None, ""
        self.closed.emit()

    def close(self) -> None:
        """No visit is open any more."""
        self.keeper.flush()
        self.forget()

    def _set_acting(self, acting: bool) -> None:
        self._acting = acting
        self.busy.emit(acting)

    def _tell(self, changes: Changes) -> None:
        """Our own change needs no second reading here."""
        self.is_telling = True
        self.context.signals.changed.emit(changes)
        self.is_telling = False

    def _reloaded(self, opened: OpenVisit) -> None:
        if opened.visit.id == self._wanted:
            self._show(opened, fresh=False)

    def take_over(self) -> None:
        """Go on with what somebody else left."""
        clinic, visit_id = self.clinic, self._wanted
        tasks.run(
            lambda: rooming.take_over(clinic, visit_id),
            lambda _draft: self.open(visit_id, self.fail),
            self.fail,
            parent=self,
        )

    def _show(self, opened: OpenVisit, *, fresh: bool) -> None:
        if fresh and opened.draft.is_withheld:
            self.visit = None
            self.keeper.open(None)
            self.context.opened(opened.visit)
            self.withheld.emit(opened)
            return
        self.visit = opened
        if fresh:
            self.keeper.open(opened.draft)
            self.context.opened(opened.visit)
        self.opened.emit(opened, fresh)
