"""What must hold in every log: legal lives, nothing lost, nothing used twice.

The check replays a log by sorting and running totals, without a loop over rows. It knows the
log and the scenario and nothing of the simulation, so that it judges any engine alike.
"""

from __future__ import annotations

from collections.abc import Callable

from telesim.conservation.arrears import check_arrears
from telesim.conservation.audit import Audit, ConservationError
from telesim.conservation.cables import check_cables
from telesim.conservation.capacity import check_capacity
from telesim.conservation.cases import check_faults, check_orders
from telesim.conservation.complaints import check_complaints
from telesim.conservation.crews import check_crews
from telesim.conservation.desks import check_fault_desk, check_sampled_desks
from telesim.conservation.diagnosis import check_diagnosis
from telesim.conservation.duty import check_duty
from telesim.conservation.interruptions import check_interruptions
from telesim.conservation.joints import check_joints
from telesim.conservation.key_accounts import check_key_accounts
from telesim.conservation.lives import check_lives
from telesim.conservation.made_faults import check_made_faults
from telesim.conservation.main_frame import check_main_frame
from telesim.conservation.market import check_rerouting, check_screening
from telesim.conservation.office import check_office
from telesim.conservation.passed_over import check_passed_over
from telesim.conservation.payphones import check_payphones
from telesim.conservation.plant import check_plant
from telesim.conservation.posts import check_posts, check_territories
from telesim.conservation.present import check_present
from telesim.conservation.promises import check_promises
from telesim.conservation.promotions import check_promotions
from telesim.conservation.slips import check_slips
from telesim.conservation.storms import check_storms
from telesim.conservation.supervision import check_supervision
from telesim.conservation.training import check_training
from telesim.conservation.trunks import check_trunks
from telesim.conservation.works import check_works
from telesim.eventlog import EventLog
from telesim.scenario import Scenario

__all__ = ["ConservationError", "check"]

#: In this order: where two name the same row, the one that comes first tells of it.
CHECKS: tuple[Callable[[Audit], None], ...] = (
    check_lives,
    check_orders,
    check_faults,
    check_cables,
    check_joints,
    check_made_faults,
    check_main_frame,
    check_rerouting,
    check_capacity,
    check_plant,
    check_crews,
    check_duty,
    check_interruptions,
    check_present,
    check_works,
    check_slips,
    check_passed_over,
    check_posts,
    check_territories,
    check_promises,
    check_storms,
    check_diagnosis,
    check_fault_desk,
    check_sampled_desks,
    check_office,
    check_key_accounts,
    check_arrears,
    check_payphones,
    check_complaints,
    check_screening,
    check_promotions,
    check_trunks,
    check_training,
    check_supervision,
)


def check(scenario: Scenario, log: EventLog, seed: int | None = None) -> None:
    """See that a log conserves what it must.

    Every case begins once and lives by the tables above, so that arrivals are the sum of done,
    cancelled and open; an order has its port and pairs from assignment to its end and gives back
    what it took; capacity is at first the scenario's, and what opens was planned or ordered; a
    fault's lines all come back, once, those of further cabinets too; a power failure ends with the
    lines that it silenced; a fault made by work names the work; a job that needs a jumper has it
    before its visit; ports and pairs in use stay between zero and capacity and are at the end those
    of lines in service and of assigned orders; no crew is on two visits at once, each takes what
    its crew worked by its written calendar and on overtime, and ways, work, depot and idle time sum
    to its time on duty; what is built opens, each bore holds one cable, and no more pairs come back
    than were defective; a forgotten ticket comes back when it should, and nothing is avoided on a
    line that nobody has looked after; empty posts send nobody, and cabinets are served by their
    owners or by a crew that is said to lend a hand; a job with an appointment is ready when its
    window opens; pull-offs begin and end in turn; a storm day begins once; a fault that is taken
    for another is seen by one crew of that trade before it is cleared, unless the desk puts it
    right before anybody goes; a report that must be a call is valid when the first of its calls is
    answered, and no desk serves more at once than it has agents; a repair is done over at a joint
    where there was one; who is passed over is waiting; orders pass the desks of the office that
    there are, and no clerk works longer than the office is open; limits of steps pass for key
    accounts alone; a suspended line has no fault and works again when its notice has said; public
    telephones break and are repaired in turn; a complaint is about an open job, and is resolved
    with it; only installs are screened, each once; no cabinet lends a neighbour more pairs than it
    may, and a borrowed line goes back once; a campaign runs once at a place, as long as it should,
    and brings orders nowhere else; circuits are ordered and open as planned; a level of training
    lies between 0 and 1, and who is on a course, or inspects, is not on duty; what inspection finds
    was wrong; who is called away from a job sets out for another at once. Little's law holds as an
    identity: the numbers of orders, faults, crews on a visit, suspended lines and broken telephones
    over the window sum to the times that each was there, to the millisecond.

    Of several breaches that which shows first in the log is told. ``seed`` is that of the draws,
    for the message; the scenario's own when left out.

    Raises:
        ConservationError: naming the row, the case and the seed.
    """
    audit = Audit(scenario, log, seed)
    first: ConservationError | None = None
    for one in CHECKS:
        try:
            one(audit)
        except ConservationError as breach:
            if first is None or breach.row < first.row:
                first = breach
        except Exception:
            # What is wrong already may make no sense to the checks that come after.
            if first is None:
                raise
    if first is not None:
        raise first
