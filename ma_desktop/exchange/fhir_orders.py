"""Laboratory orders of a FHIR bundle: a ServiceRequest whose LOINC code the catalog knows."""

from __future__ import annotations

from datetime import datetime

from ma_desktop.catalog import Catalog
from ma_desktop.domain.order import PRIORITIES
from ma_desktop.exchange.fhir_index import Index, Resource
from ma_desktop.exchange.fhir_time import moment, refuse_future
from ma_desktop.exchange.fhir_visits import practitioner_name
from ma_desktop.exchange.incoming import IncomingOrder, IncomingPatient, Unfit

_LOINC = "http://loinc.org"
_OPEN = frozenset({"active", "on-hold"})
_WANTED = frozenset({"order", "original-order", "filler-order", "instance-order"})


def read_order(
    resource: Resource, owner: IncomingPatient, index: Index, catalog: Catalog, now: datetime
) -> IncomingOrder:
    """An order for one test. Raises Unfit unless it is open, authored, and of a known code."""
    node = resource.node
    if node.text("status") not in _OPEN:
        raise Unfit("the order is not open")
    if node.text("intent") not in _WANTED:
        raise Unfit("it is a proposal or a plan, not an order")
    if node.flag("doNotPerform"):
        raise Unfit("it says what is not to be done")
    codes = {item.code for item in node.codings("code") if item.system == _LOINC and item.code}
    test = next((t for t in catalog.tests.values() if codes & set(t.loinc)), None)
    if test is None:
        raise Unfit("its LOINC code is not in the test catalog")
    if not node.has("authoredOn"):
        raise Unfit("it does not say when it was ordered")
    at = moment(node.raw("authoredOn"))
    refuse_future(at, now)
    requester = node.node("requester")
    provider = practitioner_name(requester, resource, index) if requester else ""
    if not provider:
        raise Unfit("it does not name the provider")
    priority = node.text("priority") or "routine"
    if priority not in PRIORITIES:
        raise Unfit("the priority is not known")
    return IncomingOrder(
        owner.record_id(resource.type, resource.key), provider, (test.id,), at, priority
    )
