"""What is asked about a load: indicators, incubation, reading, release, a reason."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError, Refused
from ma_desktop.domain.sterilization import Indicator
from ma_desktop.services import indicators, recalls, releases
from ma_desktop.services.loads import LoadView
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.sterilize.words import is_incubating, one_result, standing, wanted
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.dialog import SheetDialog
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.text import label

Act = Callable[[], Changes]


class ActDialog(SheetDialog):
    """Asks for what one use case needs. Enter goes to the next input and, at the last, acts."""

    def __init__(self, context: Context, title: str, action: str, parent: QWidget) -> None:
        super().__init__(title, 520, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.context = context
        self.inputs: list[QWidget] = []
        self.message = label("", "", wrap=True)
        self.message.setProperty("state", "critical")
        self.message.hide()
        self.go = primary(action, self.save, hint="Ctrl Enter")
        self.foot.addWidget(button("Cancel", self.reject, hint="Esc"))
        self.foot.addStretch(1)
        self.foot.addWidget(self.go)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)

    def ask(self, words: str, control: QWidget, hint: str = "") -> Field:
        """Add an input beneath the others."""
        field = Field(words, control, hint)
        self.body.addWidget(field)
        self.inputs.append(control)
        if isinstance(control, QLineEdit):
            control.returnPressed.connect(lambda: self._on_enter(control))
        return field

    def text(self, words: str, *, hint: str = "", secret: bool = False) -> QLineEdit:
        made = line_edit(secret=secret)
        self.ask(words, made, hint)
        return made

    def choice(self, words: str, items: tuple[str, ...], hint: str = "") -> QComboBox:
        """A choice; an empty first item means that nothing was chosen yet."""
        made = combo(items, name=words)
        made.setSizeAdjustPolicy(made.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.ask(words, made, hint)
        return made

    def ready(self) -> None:
        """Call when all inputs are there: adds the line of errors and puts the focus."""
        self.body.addWidget(self.message)
        if self.inputs:
            self.inputs[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def job(self) -> Act:
        """What the inputs ask for, bound to their values. Raises Refused for a bad one."""
        raise NotImplementedError

    def save(self) -> None:
        """Do it in the background; what is refused is said here."""
        if not self.go.isEnabled():
            return
        try:
            act = self.job()
        except Refused as error:
            self._on_failed(error)
            return
        self.go.setEnabled(False)
        tasks.run(act, self._on_done, self._on_failed, parent=self)

    def _on_enter(self, control: QWidget) -> None:
        place = self.inputs.index(control) + 1
        if place < len(self.inputs):
            self.inputs[place].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.save()

    def _on_done(self, changes: Changes) -> None:
        self.context.signals.changed.emit(changes)
        self.accept()

    def _on_failed(self, error: MaError) -> None:
        self.go.setEnabled(True)
        self.message.setText(" ".join(part for part in (error.what, error.safe, error.do) if part))
        self.message.show()


class ReasonDialog(ActDialog):
    """A question that is answered in words, then done."""

    def __init__(
        self,
        context: Context,
        title: str,
        action: str,
        act: Callable[[str], Changes],
        parent: QWidget,
    ) -> None:
        super().__init__(context, title, action, parent)
        self._act = act
        self.reason = self.text("Reason")
        self.ready()

    def job(self) -> Act:
        reason, act = self.reason.text().strip(), self._act
        if not reason:
            raise Refused("A reason is needed.", do="Type it.")
        return lambda: act(reason)


class IndicatorsDialog(ActDialog):
    """Chemical indicators of a load; one that is on record already is corrected with a reason."""

    def __init__(self, context: Context, view: LoadView, parent: QWidget) -> None:
        super().__init__(context, f"Indicators, load {view.load.number}", "Record", parent)
        self._load_id = view.load.id
        self.choices: dict[Indicator, QComboBox] = {}
        again = False
        for kind in wanted(view):
            found = standing(view, kind)
            hint = f"On record: {one_result(found)[0].lower()}" if found else ""
            again = again or found is not None
            self.choices[kind] = self.choice(kind.words, ("", "Passed", "Failed"), hint)
        self.lot = self.text("Lot of the indicators")
        self.reason = self.text("Why it is corrected" if again else "Note")
        self.ready()

    def job(self) -> Act:
        clinic, load_id = self.context.clinic, self._load_id
        given = {kind: box.currentIndex() for kind, box in self.choices.items()}
        results = {kind: place == 1 for kind, place in given.items() if place}
        if not results:
            raise Refused("Nothing is chosen.", do="Choose passed or failed.")
        lot, reason = self.lot.text(), self.reason.text()

        def record() -> Changes:
            made = Changes()
            for kind, passed in results.items():
                made |= indicators.record(clinic, load_id, kind, passed, lot=lot, reason=reason)
            return made

        return record


class IncubateDialog(ActDialog):
    """Indicator and control go into the incubator."""

    def __init__(self, context: Context, view: LoadView, parent: QWidget) -> None:
        super().__init__(context, f"Incubate, load {view.load.number}", "Start", parent)
        self._load_id = view.load.id
        self._known = sterilization_content().rules.incubations
        self.length = self.choice("Incubation", ("", *(item.name for item in self._known)))
        self.lot = self.text("Lot of the indicator")
        self.control = self.text("Lot of the control", hint="The same lot, not sterilized")
        self.ready()

    def job(self) -> Act:
        clinic, load_id, place = self.context.clinic, self._load_id, self.length.currentIndex()
        if not place:
            raise Refused("Nothing is chosen.", do="Choose how long it is incubated.")
        incubation, lot, control = self._known[place - 1].id, self.lot.text(), self.control.text()
        return lambda: indicators.incubate(clinic, load_id, incubation, lot, control)


class ReadDialog(ActDialog):
    """What indicator and control show; a positive one opens a recall at once."""

    def __init__(self, context: Context, view: LoadView, parent: QWidget) -> None:
        super().__init__(context, f"Read biological, load {view.load.number}", "Record", parent)
        self._load_id = view.load.id
        words = "A positive result recalls the load and every one back to the last negative."
        self.body.addWidget(label(words, "muted", wrap=True))
        self.growth = self.choice("Indicator", ("", "Negative: no growth", "Positive: spores grew"))
        self.control = self.choice("Control", ("", "Grew", "Did not grow"))
        found = standing(view, Indicator.BIOLOGICAL)
        read = found is not None and found.passed is not None
        self.reason = self.text("Why it is corrected" if read else "Note")
        self.ready()

    def job(self) -> Act:
        clinic, load_id = self.context.clinic, self._load_id
        result, control = self.growth.currentIndex(), self.control.currentIndex()
        if not result or not control:
            raise Refused("Both are needed.", do="Choose what indicator and control show.")
        reason = self.reason.text()
        return lambda: indicators.read_biological(
            clinic, load_id, negative=result == 1, control_grew=control == 1, reason=reason
        )


class ReleaseDialog(ActDialog):
    """The signed act; early only with who asked for it and why."""

    def __init__(self, context: Context, view: LoadView, parent: QWidget) -> None:
        early = is_incubating(view)
        title = "Release early" if early else "Release"
        super().__init__(context, f"{title}, load {view.load.number}", title, parent)
        self._load_id = view.load.id
        packs = len(view.packs)
        words = f"Your signature makes {packs} packs sterile." if packs else "Your signature."
        if early:
            words = "The biological indicator is not read. This is a documented exception."
        self.body.addWidget(label(words, "muted", wrap=True))
        self.exception = self.text("Why it can't wait") if early else None
        self.provider = self.text("Provider who asked for it") if early else None
        self.user = self.text("User name")
        self.secret = self.text("Passphrase", secret=True)
        self.user.setText(context.clinic.actor.user_name)
        self.ready()
        if not early:
            self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def job(self) -> Act:
        clinic, load_id = self.context.clinic, self._load_id
        exception = self.exception.text().strip() if self.exception else ""
        provider = self.provider.text().strip() if self.provider else ""
        if self.exception is not None and not (exception and provider):
            raise Refused("Reason and provider are needed.", do="Type both.")
        user, secret = self.user.text(), self.secret.text()
        self.secret.clear()
        return lambda: releases.release(
            clinic, load_id, user, secret, exception=exception, provider=provider
        )


class CloseRecallDialog(ActDialog):
    """The finding and a signature; the sterilizer comes back into service."""

    def __init__(self, context: Context, recall_id: str, number: str, parent: QWidget) -> None:
        super().__init__(context, f"Close recall {number}", "Close recall", parent)
        self._recall_id = recall_id
        self.finding = self.text("What was found and done")
        self.user = self.text("User name")
        self.secret = self.text("Passphrase", secret=True)
        self.user.setText(context.clinic.actor.user_name)
        self.ready()

    def job(self) -> Act:
        clinic, recall_id = self.context.clinic, self._recall_id
        finding, user, secret = self.finding.text(), self.user.text(), self.secret.text()
        self.secret.clear()
        return lambda: recalls.close(clinic, recall_id, finding, user, secret)
