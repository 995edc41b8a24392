"""The composition root: an open store, the catalog, a clock, and who is acting."""

from __future__ import annotations

import logging
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from zoneinfo import ZoneInfo

from tzlocal import get_localzone_name

from ma_desktop.catalog import Catalog, shipped_catalog
from ma_desktop.catalog.labels import label_from_json
from ma_desktop.catalog.screenings import Forms
from ma_desktop.domain.clinic_due import OwnDue, laid, read_due
from ma_desktop.domain.clinic_limits import LimitRow, merged, read_rows
from ma_desktop.domain.errors import MachineFailure, NotAllowed, Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.label import LabelFormat
from ma_desktop.domain.staff import Right, Role, Staff
from ma_desktop.domain.summary import ClinicProfile
from ma_desktop.domain.visit import Room
from ma_desktop.runtime.log import event
from ma_desktop.storage import store as stores
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.desk import ContentVersion
from ma_desktop.storage.keys import KdfCost
from ma_desktop.storage.places import SignInName
from ma_desktop.storage.store import Store, UnitOfWork
from ma_desktop.storage.vault import passphrase_score as score

Clock = Callable[[], datetime]
LOG = logging.getLogger("ma_desktop.sign_in")
LIMITS = "limits"
"""Kind and id of the clinic's own limits among the contents that it wrote."""
DUE_RULES = "due-rules"
"""Kind and id of the clinic's rules of when a questionnaire is due."""
CREATED = "store created"
"""The first entry of every audit chain."""
LABELS, WITHDRAWN = "label", "null"
"""Kind of the clinic's own label formats, and the body of one that is out of use."""


def utc_now() -> datetime:
    """The machine's clock in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class NewClinic:
    """What the first run asks for; the person becomes the administrator."""

    name: str
    user_name: str
    display_name: str
    rooms: tuple[str, ...] = ("Exam 1", "Exam 2", "Exam 3")
    address: str = ""
    phone: str = ""
    zone: str = ""
    credential: str = ""


class Clinic:
    """An open clinic. Every use case takes it first; nothing else knows the store."""

    def __init__(
        self, store: Store, catalog: Catalog, workstation: str, room: str, clock: Clock
    ) -> None:
        self.store = store
        self.shipped = self.catalog = catalog
        self.workstation = workstation
        self.now = clock
        user = store.opened.slot.user_name
        self._stamp = Stamp(user, workstation, "UTC", clock)
        with store.begin(self._stamp, reading=True) as uow:
            self.profile = uow.clinic.profile()
            self.rooms = uow.clinic.rooms()
            person = uow.staff.by_user_name(user)
            kept, designs = uow.contents.in_force(LIMITS), uow.contents.in_force(LABELS)
            due = uow.contents.in_force(DUE_RULES)
        if person is None or not person.active:
            raise NotAllowed("This person may not sign in.", do="Ask your administrator.")
        self.lay_limits([row for version in kept for row in read_rows(version.body)])
        self.lay_due_rules([rule for version in due for rule in read_due(version.body)])
        self.lay_labels(own_labels(designs))
        self.actor: Staff = person
        self.zone: ZoneInfo = self.profile.tz
        self.room = next((item for item in self.rooms if room in (item.name, item.number)), None)
        self._stamp = Stamp(user, workstation, self.profile.zone, clock)

    def lay_limits(self, rows: Sequence[LimitRow]) -> None:
        """The catalog from now on: the shipped one with the clinic's own limits."""
        self.catalog = replace(self.catalog, vitals=merged(self.shipped.vitals, rows))

    def lay_due_rules(self, own: Sequence[OwnDue]) -> None:
        """The catalog from now on: its forms are due as the clinic decided, else as shipped."""
        forms = self.shipped.forms
        ours = Forms(laid(forms.screenings, own), laid(forms.history, own), forms.sources)
        self.catalog = replace(self.catalog, forms=ours)

    def lay_labels(self, own: Mapping[str, LabelFormat]) -> None:
        """The catalog from now on: its label formats are the shipped ones with the clinic's own."""
        self.catalog = replace(self.catalog, labels=self.shipped.labels | dict(own))

    @contextmanager
    def work(self, right: Right) -> Iterator[UnitOfWork]:
        """One writing transaction of somebody who has `right`. Raises NotAllowed otherwise."""
        self.actor.demand(right)
        with self.store.begin(self._stamp) as uow:
            yield uow

    @contextmanager
    def look(self) -> Iterator[UnitOfWork]:
        """One reading transaction, for what needs no audit entry of its own."""
        self.actor.demand(Right.READ)
        with self.store.begin(self._stamp, reading=True) as uow:
            yield uow

    def local(self, moment: datetime) -> datetime:
        """`moment` as the clinic's clocks show it."""
        return moment.astimezone(self.zone)

    def close(self) -> None:
        """Close the store; nothing reads or writes after it."""
        self.store.close()


def own_labels(kept: Sequence[ContentVersion]) -> dict[str, LabelFormat]:
    """The clinic's label formats by id; one that this program can't use any more is left out."""
    found: dict[str, LabelFormat] = {}
    for item in kept:
        if item.body == WITHDRAWN:
            continue
        try:
            found[item.id] = label_from_json(item.body)
        except Refused:
            event(LOG, "label_format.left_out", level=logging.WARNING, version=item.version)
    return found


def store_exists(location: str) -> bool:
    """Whether a store is at this folder or database."""
    return stores.exists(location)


def sign_in_names(location: str) -> tuple[SignInName, ...]:
    """Who can sign in, as the lock screen shows it; needs no passphrase."""
    header = stores.vault_at(location).place.load()
    return tuple(
        SignInName(slot.user_name, slot.display_name)
        for slot in header.slots
        if slot.kind == "user"
    )


def open_clinic(
    location: str,
    user: str,
    passphrase: str,
    *,
    workstation: str = "",
    room: str = "",
    clock: Clock = utc_now,
) -> Clinic:
    """Sign in: about one Argon2id. Raises NotAllowed, IntegrityFailure or MachineFailure."""
    stores.prepare_folder(location)
    try:
        store = stores.open_store(location, user, passphrase)
    except NotAllowed:
        event(LOG, "sign_in.refused", level=logging.WARNING)
        raise
    try:
        clinic = Clinic(store, shipped_catalog(), workstation or workstation_name(), room, clock)
        with clinic.work(Right.READ) as uow:
            failed = store.opened.failed_before
            if failed:
                uow.audit.write("sign-in failed", outcome="failure", reason=f"{failed} times")
            uow.audit.write("sign-in")
        event(LOG, "sign_in.done", person=clinic.actor.id)
    except BaseException:
        store.close()
        raise
    return clinic


def create_clinic(
    location: str, new: NewClinic, passphrase: str, *, cost: KdfCost | None = None
) -> str:
    """Make the store and its first administrator; returns the recovery code, shown once.

    Raises Refused when something is missing, a store exists, or the passphrase is weak.
    """
    rooms = tuple(name.strip() for name in new.rooms if name.strip())
    if not (new.name.strip() and new.user_name.strip() and rooms):
        raise Refused("Clinic, user name and at least one room are needed.", do="Fill them in.")
    if len(set(rooms)) != len(rooms):
        raise Refused("Two rooms have the same name.", do="Give each room its own name.")
    display = new.display_name.strip() or new.user_name.strip()
    user = new.user_name.strip()
    profile = ClinicProfile(
        new.name.strip(), new.address.strip(), new.phone.strip(), new.zone or local_zone()
    )
    check_zone(profile.zone)
    store, code = stores.create(location, profile.name, user, display, passphrase, cost)
    try:
        stamp = Stamp(user, workstation_name(), profile.zone, utc_now)
        with store.begin(stamp) as uow:
            uow.clinic.create(profile)
            for position, (name, number) in enumerate(zip(rooms, room_numbers(rooms), strict=True)):
                uow.clinic.add_room(Room(new_id(), name, number), position)
            uow.staff.add(Staff(new_id(), user, display, Role.ADMINISTRATOR, new.credential))
            uow.audit.write(CREATED)
    finally:
        store.close()
    return code


def room_numbers(names: tuple[str, ...]) -> tuple[str, ...]:
    """What `R` and digits choose on the board: the digits of a name, or the next free number."""
    own = ["".join(char for char in name if char.isascii() and char.isdigit()) for name in names]
    numbers: list[str] = []
    free = (str(number) for number in count(1) if str(number) not in own)
    for digits in own:
        numbers.append(digits if digits and digits not in numbers else next(free))
    return tuple(numbers)


def add_user(
    clinic: Clinic,
    user_name: str,
    display_name: str,
    passphrase: str,
    *,
    role: Role = Role.MEDICAL_ASSISTANT,
    credential: str = "",
) -> None:
    """One more person. Raises Refused for a taken name or weak passphrase, NotAllowed."""
    clinic.actor.demand(Right.MANAGE_STAFF)
    user = user_name.strip()
    if not user:
        raise Refused("A user name is needed.", do="Type one.")
    person = Staff(new_id(), user, display_name.strip() or user, role, credential)
    # Before anything is stored: the key slot comes last, in a transaction of its own.
    clinic.store.vault.check_new(clinic.store.opened, user, person.display_name, passphrase)
    with clinic.work(Right.MANAGE_STAFF) as uow:
        uow.staff.add(person)
        uow.audit.write("user added", record=person.id)
    clinic.store.add_user(user, person.display_name, passphrase)


def disable_user(clinic: Clinic, user_name: str) -> None:
    """This person can't sign in any more; what they recorded stays.

    Raises Refused for an unknown name and for oneself (so an administrator is left), NotAllowed.
    """
    slot = clinic.store.opened.header.slot_for(user_name)
    user = slot.user_name if slot is not None else user_name.strip()
    with clinic.work(Right.MANAGE_STAFF) as uow:
        person = uow.staff.by_user_name(user)
        if person is None or not person.active:
            raise Refused("Nobody of this name can sign in here.", do="Check the user name.")
        if person.id == clinic.actor.id:
            raise Refused("You can't disable yourself.", do="Ask another administrator.")
        uow.staff.set_active(person.id, False)
        uow.audit.write("user disabled", record=person.id)
    # Last: an inactive person is refused even while the key slot is still there.
    clinic.store.remove_user(user)


def replace_key(clinic: Clinic, reason: str) -> None:
    """Write the store anew under another key; nobody's passphrase changes.

    What somebody copied before stays readable to them; nothing that comes after is. Raises
    NotAllowed; Refused while another program has the store open; MachineFailure.
    """
    clinic.actor.demand(Right.MANAGE_STAFF)
    clinic.store.rotate(clinic._stamp, reason)


def end_access(clinic: Clinic, user_name: str) -> str:
    """`disable_user`, and another key, so that old copies of theirs open nothing new.

    Returns why the key was not replaced, empty when it was; the person is disabled either way.
    Raises as `disable_user`.
    """
    disable_user(clinic, user_name)
    try:
        replace_key(clinic, "a person was disabled")
    except (Refused, MachineFailure) as error:
        return f"{error.what} {error.do}".strip()
    return ""


def staff(clinic: Clinic) -> tuple[Staff, ...]:
    """Everybody who may sign in, or could once, by name."""
    with clinic.look() as uow:
        return uow.staff.all()


def save_place(clinic: Clinic, location: str) -> None:
    """Remember where this person is, so that unlocking comes back to it."""
    with clinic.work(Right.READ) as uow:
        uow.staff.save_place(clinic.actor.user_name, clinic.workstation, location)


def last_place(clinic: Clinic) -> str:
    """Where this person was on this workstation when it locked; empty if nowhere."""
    with clinic.look() as uow:
        return uow.staff.last_place(clinic.actor.user_name, clinic.workstation)


def sign_in_wait(location: str, user: str) -> float:
    """Seconds that this person has to wait after wrong passphrases; zero for an unknown name."""
    vault = stores.vault_at(location)
    return float(vault.wait(user)) if vault.place.exists() else 0.0


def passphrase_score(passphrase: str) -> int:
    """0 (guessed at once) to 4 (strong)."""
    return score(passphrase)


def record_lock(clinic: Clinic, reason: str) -> None:
    """Note that the workstation was locked or the window closed."""
    with clinic.work(Right.READ) as uow:
        uow.audit.write("lock", reason=reason)


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: damage in words, and the audit chain's length and head code."""

    damage: tuple[str, ...]
    audit_break: int | None
    audit_entries: int
    audit_head: str

    @property
    def is_sound(self) -> bool:
        """Whether neither the store nor the audit chain is damaged."""
        return not self.damage and self.audit_break is None


def verify(clinic: Clinic) -> Verdict:
    """Check every page of the store and every link of the audit chain."""
    with clinic.look() as uow:
        broken = uow.audit.first_break()
        entries, head = uow.audit.head()
    return Verdict(clinic.store.damage(), broken, entries, head)


def sqlite_words() -> tuple[bool, str]:
    """Whether the encrypted engine is new enough to be safe, and its version."""
    return stores.engine_version()


def local_zone() -> str:
    """The IANA name of this machine's zone; UTC where it has none."""
    return get_localzone_name() or "UTC"


def check_zone(name: str) -> None:
    """Raise Refused unless `name` is an IANA time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Refused(
            "This time zone is not known.", do="Write a name such as America/New_York."
        ) from None


def workstation_name() -> str:
    """How the audit names this computer."""
    return platform.node() or "workstation"
