"""What happened: the kinds of rows, and the words for what they name."""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """What happened. The number of a kind is stored, so it is never given a new meaning."""

    # -- state at the start and capacity; case is -1 -------------------------------------------
    #: Lines in service in a cabinet at the start: place = cabinet, amount = lines.
    LINES = 1
    #: Capacity that opens (at time 0: that exists): place, reason = Level, amount = usable units
    #: added; for drops, amount = new share in parts per million.
    CAPACITY = 2
    #: Capacity ordered by a rule: place, reason = Level, amount = units. It opens later.
    EXPANSION_ORDERED = 3
    #: Money spent: place, reason = Level, amount = cents.
    SPENT = 4
    #: A reform begins: place = county (or -1), amount = number of the phase.
    REFORM = 5

    #: A storm day begins, at midnight, for all places: place = -1, reason = number of the pattern
    #: whose faults it multiplies, amount = how many times, per mille. Dated shocks have no row.
    STORM = 93

    # -- orders -------------------------------------------------------------------------------
    #: An order arrives: place = cabinet where the line is wanted, line = slot, reason = order type
    #: (0 install, 1 move, 2 cease), amount = distance from the exchange in metres.
    ORDER = 10
    #: Facilities lack: reason = the first Level that blocks. Written again when it is found to have
    #: changed: for all after something was built, else for the oldest of a cabinet.
    HELD = 11
    #: Port and pairs are assigned (a move: pairs only); a field job waits from now on.
    #: reason = 1 when the drop must be built. amount = 1 if a port was taken, else 0.
    ASSIGNED = 12
    #: Working service: the visit of ``crew`` ends, amount = crew time on site, in ms.
    IN_SERVICE = 13
    #: The customer gives up; reason = 1 when facilities had been assigned and are free again,
    #: amount = 1 if that included a port.
    CANCELLED = 14
    #: A line in service is given up: place = cabinet, line = slot; port and pairs are free. The
    #: amount, here and in RELEASED, is 0, or tells whose pairs a borrowed line frees: see REROUTED.
    CEASED = 15
    #: Pairs of the old place are free after a move: place = old cabinet, line = old slot.
    RELEASED = 16
    #: An order, or a fault that changes to a spare pair, needs a jumper at the main frame and
    #: waits for it: reason = case of the call that it joins, amount = crew time for it, in ms.
    JUMPER_ASKED = 17
    #: The jumper is run; a field job waits from now on: crew, reason = case of the call.
    JUMPERED = 18

    #: Working service without a visit: the line of an earlier customer still stands. amount = 0.
    RECONNECTED = 90

    # -- faults -------------------------------------------------------------------------------
    #: Lines go down: place, line = first slot, reason = cause, amount = number of lines.
    FAULT = 20
    #: This fault repeats an earlier case: amount = that case. Follows its FAULT row.
    REPEAT_OF = 21
    #: The first valid report; amount = number of lines whose customers report. Clock starts.
    REPORT = 22
    #: Cleared from the desk without a visit; all lines restored.
    CLEARED_REMOTELY = 23
    #: A gang has found the place of the damage; amount = crew time in ms so far on site.
    LOCATED = 24
    #: The gang leaves to wait for material; ends the visit: amount = crew time on site in ms,
    #: reason = the wait in ms.
    MATERIAL = 25
    #: Some lines of a cable work again: amount = number of lines.
    PART_RESTORED = 26
    #: The fault is cleared: the visit of ``crew`` ends, amount = crew time on site in ms; lines
    #: not restored before are restored now: reason = their number.
    CLEARED = 27
    #: Lines will be changed over to spare pairs, which are taken now: place, amount = pairs,
    #: reason = FEEDER for feeder pairs, 0 for distribution pairs. Their own are defective and can
    #: carry nothing until they are recovered.
    PAIR_SWAP = 28
    #: Lines could be changed over but find no spare: reason = the Level that lacks. The cable
    #: itself must be repaired.
    NO_SPARE = 29
    #: This fault is the early failure of a new line: amount = the install order. Follows its
    #: FAULT row.
    EARLY_LIFE = 42
    #: This fault was made by work on pairs: amount = the case that was worked on, whose last row
    #: ended that work. Follows its FAULT row.
    WORK_INDUCED = 43

    #: The line test takes it for a fault of another cause, whose crews are wanted first:
    #: reason = number of that cause. Follows its REPORT row.
    MISJUDGED = 94

    # -- visits, of orders and faults alike ---------------------------------------------------
    #: A crew starts travelling: crew, reason = number of the visit from 0, amount = travel in ms.
    DISPATCHED = 30
    #: The crew is on site: amount = 0.
    ARRIVED = 31
    #: Nobody at home; ends the visit: amount = crew time lost on site in ms.
    NO_ACCESS = 32
    #: The visit ends without success and the job waits again: amount = crew time on site in ms.
    UNFINISHED = 33
    #: The crew's day ends with the job begun: reason = 0. Same crew goes on later.
    SUSPENDED = 34
    #: The crew goes on with a suspended job.
    RESUMED = 35
    #: Crew time worked beyond the end of the day for this case: amount = ms.
    OVERTIME = 36
    #: The crew is called away to a more urgent job, to which it sets out at the same instant; ends
    #: the visit: reason = 1 when what was done of the work is lost, else 0; amount = crew time on
    #: site in ms; negative where the crew was on its way still: what was left of that. The job
    #: waits again at once; the visit that follows has the number of this one.
    INTERRUPTED = 38
    #: A job that could not be done now waits again from this instant on (after no access,
    #: or when material has arrived).
    READY = 37

    #: The crew finds that the fault is not its trade; ends the visit: amount = crew time on site in
    #: ms. The job waits for a crew that can do it, or for what must come before.
    WRONG_SKILL = 95

    # -- calls to a main frame, cases of their own ------------------------------------------------
    #: Somebody is wanted at the main frame: place = exchange. Jumpers join until a crew sets out.
    FRAME_CALL = 44
    #: The jumpers of a call are run: the visit of ``crew`` ends, amount = crew time on site in
    #: ms, reason = number of jumpers, those of customers who gave up meanwhile included.
    FRAME_DONE = 45
    #: Nobody waits for the call any more, and no crew has set out: it lapses.
    FRAME_LAPSED = 46

    # -- promises and pull-off ------------------------------------------------------------------
    #: A window is promised to an order with facilities or to a reported fault, which waits until
    #: it opens (READY): amount = first instant of the window, reason = its length in ms. The next
    #: ARRIVED row keeps the promise if it comes by the window's end.
    PROMISED = 75
    #: Teams of a county are pulled off to repair; case is -1, place = county, reason = open
    #: repairs, amount = reports in the time over which the policy counts the intake.
    PULL_OFF_BEGINS = 76
    #: They go back to their own work; columns as above.
    PULL_OFF_ENDS = 77

    # -- crews; case is -1 ----------------------------------------------------------------------
    #: A crew's day on duty begins: crew, place = base exchange, amount = ms on duty that day.
    ON_DUTY = 40
    #: Time at the depot that day: crew, amount = ms.
    DEPOT = 41

    # -- what pay does to work -----------------------------------------------------------------
    #: A ticket lies forgotten from now on: amount = ms until the customer calls again.
    FORGOTTEN = 80
    #: The customer calls again; the forgotten ticket waits for a crew from now on.
    REMINDED = 81
    #: ``crew`` closes a job without the closing test. Stands before the row that ends the visit.
    UNTESTED = 82
    #: ``crew`` closes a repair though the line is not repaired. Stands before its CLEARED row; the
    #: line is down again at once, as a fault that repeats this one and is reported later.
    UNREPAIRED = 83
    #: Inspection finds that this case was closed without repair: ``crew`` = who closed it.
    FOUND_UNREPAIRED = 84
    #: An idle crew sets out for preventive work on a line; case is -1: crew, place, line,
    #: amount = travel in ms. ARRIVED follows, with case -1 as well.
    PREVENTIVE = 85
    #: Ends preventive work; case is -1: crew, place, line, amount = crew time on site in ms.
    TREATED = 86
    #: Preventive work has kept a fault away; case is -1: place, line, reason = cause.
    AVOIDED = 87
    #: This repeat comes of a repair that was not done well: it is done over where that was, with
    #: nothing to locate. reason = 1 when the line had been changed over to a spare pair, which it
    #: keeps, else 0; amount = 0. Follows its REPEAT_OF row.
    SAME_JOINT = 88
    #: ``crew`` could have set out for this job and takes another that came later, but stands in the
    #: same class of the dispatch rule, as it is nearer or easier: reason = case of that job,
    #: amount = ms since this one came. Written once for each case, when all crews that are free at
    #: the instant have chosen and this one still waits.
    PASSED_OVER = 89
    # -- plant in depth -----------------------------------------------------------------------
    #: Of the lines that this FAULT took down, so many lie in a further cabinet on the same feeder
    #: cable: place = that cabinet, line = first slot there, amount = lines. Follows its FAULT row;
    #: the lines that no such row names lie in the cabinet of the FAULT row.
    FURTHER_DOWN = 60
    #: Of the lines that come back at this instant, so many lie in a further cabinet: place,
    #: amount = lines. Stands before its PART_RESTORED row, or behind CLEARED or CLEARED_REMOTELY.
    FURTHER_BACK = 61
    #: The power of an exchange fails; case is -1: place = exchange, reason = number of the failure
    #: in the workload, amount = working lines that go silent.
    POWER_LOST = 62
    #: Lines that this failure silenced work again by themselves: place and reason as in POWER_LOST,
    #: amount = lines. A row when the failure is over, and one more for lines that others kept
    #: silent, each time one of those is over.
    POWER_BACK = 63
    # -- works; each project that a gang builds, or that waits for a bore, is a case ------------
    # Its place is a cabinet; for a duct the exchange, and line = number of the duct.
    #: Permits and material are there: the work waits for a gang, or is done when none is needed.
    #: reason = Work, amount = pairs; for a duct, bores.
    WORK_RELEASED = 50
    #: The opening as planned: the work from its release on, laid on the days of one gang without
    #: interruption: reason = work at the norm in ms, amount = instant in ms since the start.
    PLANNED = 51
    #: A gang's day ends with the work begun; ends the visit: amount = crew time on site in ms,
    #: reason = work left at the norm in ms. Any gang may go on from the next morning.
    PART_BUILT = 52
    #: The last of the work is done; ends the visit: amount = crew time on site in ms, reason =
    #: slip, the real less the planned opening, in ms. CAPACITY, BORES or PAIRS_RECOVERED follows.
    BUILT = 53
    #: A cable could be released but has no bore: place = cabinet, line = duct, amount = pairs.
    NO_BORE = 54
    #: A cable has a bore to itself from now on: place = cabinet, line = duct, amount = 1.
    BORE_TAKEN = 55
    #: A cable has no bore of its own, since it is one with that of another cabinet on its feeder:
    #: place = cabinet, line = duct, amount = case of the cable that has taken the bore.
    BORE_SHARED = 64
    #: A duct project is ordered: place = exchange, line = duct, amount = bores it adds.
    DUCT_ORDERED = 56
    #: New bores are there: place = exchange, line = duct, amount = bores.
    BORES = 57
    #: Defective distribution pairs can be used again: place = cabinet, amount = pairs.
    PAIRS_RECOVERED = 58
    #: A month begins in which nobody digs: work that waits rests until READY.
    FROST = 59

    # -- calls about faults: place = cabinet of the fault, line = its first slot ------------------
    #: The first customer of a fault tries to report it; until it is answered there is no REPORT.
    FIRST_TRY = 130
    #: The first answered call about a fault; REPORT follows at once: reason = how long the call
    #: takes in ms from now, amount = ms that the caller waited.
    REPORT_ANSWERED = 131
    #: A further customer of the same fault is answered; columns as above.
    FURTHER_ANSWERED = 132
    #: Somebody who asks about a reported fault is answered; columns as above.
    ENQUIRY_ANSWERED = 133
    #: A call is lost: reason = 0 the caller gave up, 1 the desk was closed, 2 it closed meanwhile,
    #: 3 all lines into the desk were taken; amount = ms that the caller waited.
    CALL_LOST = 134
    #: The desk knows that a cable of several lines is down: reason = 0 by the line test, 1 by the
    #: reports together, 2 from the crew that is there; amount = reports answered by then.
    CABLE_RECOGNISED = 135
    #: Further reports are put to a fault that is known, so that nobody is sent for them: amount,
    #: reason = how it had become known, as above.
    REPORTS_JOINED = 136
    #: A fault that waits as another is judged right by the reports together, or as a crew has been
    #: at a ticket of a further report; none has gone to it in vain.
    RIGHTED = 137
    #: A further report of an event becomes a ticket, as nobody puts them together: a case of its
    #: own; reason = 0, amount = the case of the event.
    DUPLICATE = 138
    #: The crew sees that there is nothing to do for it: amount = its time on site in ms.
    DUPLICATE_SEEN = 139
    #: It is known, before anybody has set out, of what it is, or that is over.
    DUPLICATE_LAPSED = 149
    #: So many reports of one cabinet came together that the desk takes them for a cable which they
    #: are not, and sends for it: amount = reports. Stands beside MISJUDGED of the same case.
    FALSE_CABLE = 146
    #: A fault is put to what the desk takes for a cable, and waits for that: amount = its case.
    PUT_TO_CABLE = 147
    #: It is known to be a fault of its own, and wants a crew again: amount = that case.
    TOLD_APART = 148

    # -- desks on sample days; case is -1, place = county of the caller or of the counter ---------
    #: A day begins on which a desk is simulated: place = -1, reason = 0 directory enquiry, 1 the
    #: counters; amount = the days of the window for which it stands, per mille.
    SAMPLE_DAY = 140
    #: A call to directory enquiry is answered: reason = how long it takes in ms from now,
    #: amount = ms that the caller waited.
    DIRECTORY_ANSWERED = 141
    #: One is lost: reason = 0 the caller gave up, 1 the desk was closed, 2 it closed meanwhile,
    #: 3 all lines into the desk were taken; amount = ms that the caller waited.
    DIRECTORY_LOST = 142
    #: A customer is served at a counter: line = 0 a bill, 1 an order, 2 an enquiry; reason = how
    #: long it takes in ms from now, amount = ms that the customer waited. crew = the number of the
    #: clerk among those of the county.
    COUNTER_SERVED = 143
    #: A customer leaves unserved: line as above, reason and amount as for DIRECTORY_LOST.
    COUNTER_LEFT = 144
    #: The clerk who serves makes an error: line and crew as above. Follows its COUNTER_SERVED row.
    COUNTER_ERROR = 145

    # -- posts and territories ------------------------------------------------------------------
    #: The holder of a crew's post leaves: case -1, crew, place = base exchange, amount = ms until
    #: the post is filled again.
    LEFT = 70
    #: A new crew takes the post: case -1, crew, place = base exchange.
    JOINED = 71
    #: Follows DISPATCHED when the crew serves a cabinet that is not its own, as none of those who
    #: own it is free: case, crew, place = cabinet.
    LENT = 72

    # -- the office ---------------------------------------------------------------------------
    # A desk of the county's office is done with an order: reason = clerk's time in ms, amount =
    # ms that the paper waited for a clerk. Written again each time that an order comes by.
    #: Accepted: ports and pairs are asked for.
    ACCEPTED = 100
    #: Pair and number are entered in the records.
    RECORDED = 101
    #: The order for the main frame is written.
    FRAME_WRITTEN = 102
    #: The order for the field is written: a field job waits from now on.
    WORK_ORDERED = 103
    #: The test desk is done with the line; WORKING follows when nothing is wrong.
    TESTED = 104
    #: The line is entered in the bills.
    BILLED = 105
    #: A mistake is found by the desk of the row before: reason = number of the step that made it,
    #: to which the order goes back, amount = number of the step that found it.
    SENT_BACK = 106
    #: The visit of ``crew`` ends with the line connected, which waits for its test: amount = crew
    #: time on site, in ms.
    CONNECTED = 107
    #: Working service of a line that was CONNECTED before.
    WORKING = 108
    #: A clerk is done with a paper that nobody wants any more, as its order has ended while the
    #: clerk had it, or with a question that needs no answer then: reason = clerk's time in ms,
    #: amount = step.
    WORKED_IN_VAIN = 109

    # -- key accounts; steps by number, 6 = the way to the customer -------------------------------
    #: This order is that of a key account: amount = 1 when the green channel takes it, else 0.
    KEY_ACCOUNT = 110
    #: The limit of a step passes while the order is there: reason = step, amount = times that the
    #: limit has passed since the step got it.
    OVERDUE = 111
    #: Somebody takes the order up: reason = step where it lies, amount = 1 liaison, 2 manager.
    ESCALATED = 112
    #: A step hands an order on after its limit: reason = its number + 10 times that of the step
    #: that gets it (7 = who gives out facilities), amount = ms beyond the limit, by its clock.
    HANDED_LATE = 113

    # -- customers at the counter of the office ---------------------------------------------------
    #: A clerk passes the case, an order or a question about it, on to another: reason = clerk's
    #: time in ms, amount = ms that it waited for the clerk.
    HANDED_OFF = 115
    #: The customer asks after the order: amount = number of questions before.
    CHASED = 116
    #: A question is answered: columns as in HANDED_OFF.
    ANSWERED = 117

    # -- arrears; each suspension is a case; from BILL_PAID on, reason = agent in the county -----
    #: A line in service is suspended for arrears: place = cabinet, line = slot. It keeps port and
    #: pairs.
    LINE_SUSPENDED = 160
    #: The customer pays: reason = agent who takes the payment, amount = ms since the suspension.
    BILL_PAID = 161
    #: The notice of the payment reaches the exchange: amount = ms until the line works.
    NOTICE_SENT = 162
    #: The notice is due and nobody sends it: amount = what the agent pays for it, in cents.
    NOTICE_LOST = 163
    #: The customer complains that the line is still dead; NOTICE_SENT follows. amount = 0.
    NOTICE_FOUND = 164
    #: The line works again: amount = ms since the payment.
    LINE_BACK = 165
    #: The line is given up while it is suspended: amount = case of the cease order, which stands
    #: before. reason = agent, as above.
    SUSPENDED_CEASED = 166

    # -- public telephones; place = exchange, line = number of the telephone there ----------------
    #: A public telephone breaks.
    PAYPHONE_DOWN = 170
    #: It is found to be broken: reason = 0 by a report, 1 by the patrol.
    PAYPHONE_FOUND = 171
    #: A crew of its pool sets out to it: reason = number of the crew there, amount = way in ms.
    PAYPHONE_VISIT = 172
    #: It works again: reason = the crew, amount = crew time on site in ms.
    PAYPHONE_REPAIRED = 173

    # -- complaints; place and line are those of the job ------------------------------------------
    #: The customer of an overdue job complains: reason = kind of job (0 install, 1 move, 2 repair,
    #: 3 cable), amount = case of the job.
    COMPLAINT = 180
    #: The 180 desk does not answer: reason = 0 the caller gives up, 1 the desk closes,
    #: amount = wait in ms.
    COMPLAINT_CALL_LOST = 181
    #: The 180 desk answers: reason = 1 when the complaint is written down, else 0,
    #: amount = wait in ms.
    COMPLAINT_ANSWERED = 182
    #: The job is still not done and the complaint goes higher: reason = level (1 county hotline,
    #: 2 city, 3 regulator).
    COMPLAINT_CLIMBS = 183
    #: The head of the county has read the case: amount = ms since it came to the head.
    COMPLAINT_READ = 184
    #: The job goes before all others that wait where it lies, now and later: reason = its case,
    #: amount = how many jobs it is put before at this instant; 0 when it waits nowhere.
    JOB_URGENT = 185
    #: An urgent job comes to wait before others: case = the job, reason = where: 0 for a crew,
    #: 1 held for ports or pairs, 2 at a desk of the office, 3 its call to the main frame;
    #: amount = how many jobs it is put before.
    JOB_OVERTAKES = 187
    #: The job is done: reason = 0, or 1 when its customer has given up, or 2 when the customer is
    #: sent away and REGISTERED, or 3 when the customer's own line works again before the others of
    #: its cable; amount = ms since the complaint.
    COMPLAINT_RESOLVED = 186

    # -- the market: screening ------------------------------------------------------------------
    #: An order is taken though facilities lack: reason = the first Level that lacks, amount = by
    #: whom: 0 a counter, 1 an agent, 2 the office that had told the customer. It is held from now
    #: on, or a crew is sent for a pair that the records show and that there is not.
    FALSELY_ACCEPTED = 190
    #: The crew finds no free pair; ends the visit: amount = crew time on site in ms. The order has
    #: what it needs at once, if that is there by now, or is held.
    NO_PAIR = 191
    #: The customer is sent away and registered, unpaid: reason = 1 when facilities were there, else
    #: 0; amount = by whom: 0 a counter, when acceptance is done; 1 an agent or 2 the coverage that
    #: was published, at the instant of the order.
    REGISTERED = 192
    #: A registered customer has been told that there is service, orders and pays.
    RETURNED = 193
    #: An agent is paid for an order that it has taken: amount = cents.
    COMMISSION = 194
    #: A cabinet's pairs are counted anew; case is -1: place = cabinet, amount = free pairs that
    #: the records showed too many; negative, too few.
    AUDITED = 195

    # -- the market: temporary re-routing -------------------------------------------------------
    #: A held order is served over a neighbour's pairs: place = the cabinet that lends, reason =
    #: metres of wire, amount = its price in cents. ASSIGNED follows, and means those pairs. Where
    #: such a line is given up or moves away, the amount of its CEASED or RELEASED row is 1 + the
    #: number of the cabinet whose pairs are free.
    REROUTED = 196
    #: A borrowed line shall go back: first row of a case of its own, place = its own cabinet, whose
    #: pair is taken now, line = slot, amount = case of the order.
    MOVE_BACK = 197
    #: Ends the visit that moves the line back: crew, amount = crew time on site in ms, reason = 0:
    #: the neighbour's pair is free; 1 = the line was given up meanwhile: the own pair is free.
    MOVED_BACK = 198
    #: The line is given up before a crew has set out to move it back: the own pair is free.
    MOVE_BACK_LAPSED = 199
    #: This fault comes of the borrowed pair: amount = the order. Follows its FAULT row.
    REROUTED_FAULT = 200

    # -- the market: campaigns; case is -1 but for PROMOTED ----------------------------------------
    #: A campaign begins at an exchange: place = exchange, reason = number of the campaign, amount =
    #: the largest uplift that the exchange could take now, per mille of the usual orders.
    CAMPAIGN_BEGINS = 201
    #: It ends there: place and reason as above.
    CAMPAIGN_ENDS = 202
    #: It will not run there, as the exchange cannot take it: columns as in CAMPAIGN_BEGINS.
    CAMPAIGN_LEFT_OUT = 203
    #: A campaign has brought this order: reason = its number, amount = discount in cents.
    PROMOTED = 204
    #: An order does not come, as a campaign has drawn it forward: place = cabinet.
    FORESTALLED = 205
    #: What an exchange could take, whether or not the campaign begins there: columns as in
    #: CAMPAIGN_BEGINS. At each place, so often as the campaign looks on the days on which it may
    #: begin; the first of these is that on which it opens.
    CAMPAIGN_SIZE = 206

    # -- trunks; case is -1, place = exchange where the group begins (-1: it is no exchange) -------
    #: Circuits of a trunk group at the start: line = number of the group, amount = circuits.
    CIRCUITS = 220
    #: Circuits are ordered by plan: line = group, reason = row of the plan, amount = circuits.
    CIRCUITS_ORDERED = 221
    #: They carry calls from now on; columns as above. Those ordered before the start that are
    #: there already have this row, and no order, at the start.
    CIRCUITS_OPEN = 222
    #: They are paid: line = group, reason = row of the plan, amount = cents.
    CIRCUITS_PAID = 223
    # -- training; case is -1 ---------------------------------------------------------------------
    #: The level of a role in a county from now on: place = county, reason = role (0 acceptance,
    #: 1 assignment, 2 repair, 3 notices, 4 desk), amount = parts per million.
    TRAINING_LEVEL = 230
    #: ``crew`` is on a course today: place = its base, reason = role, amount = heads. For clerks
    #: of the order system who are away from their desks today crew is -1, place = county.
    COURSE = 231
    #: Courses are planned, at the start: place = county, reason = role, amount = instant of the
    #: first day on which somebody goes.
    COURSES_PLANNED = 232
    #: Heads of an office learn today beside their work: place = county, reason = role, amount =
    #: heads.
    TAUGHT_BESIDE = 233
    # -- supervision ------------------------------------------------------------------------------
    #: Closed repairs are inspected in a county, said at the start: case -1, place = county,
    #: reason = crews that take turns at it, amount = sample in parts per million.
    SUPERVISED = 240
    #: It is the turn of ``crew`` to inspect today instead of being on duty: case -1, place = its
    #: base, amount = jobs that it can look at.
    INSPECTS = 241
    #: A job that ``crew`` has closed is looked at: reason = what is wrong with it, the sum of
    #: 1 not tested, 2 not repaired, 4 repaired so that it will fail again.
    INSPECTED = 242
    #: Inspection sees what is wrong: crew and reason as in INSPECTED, whose row it follows,
    #: amount = deduction in cents. What would fail again is put right at once.
    FOUND_BAD = 243


class Work(IntEnum):
    """What is built; the first two have the numbers of their Level."""

    FEEDER = 1
    DISTRIBUTION = 2
    DUCT = 5
    RECOVERY = 6


#: Words for what is built, as they stand in tables and texts, by number of Work.
WORK_NAMES: dict[int, str] = {
    Work.FEEDER: "feeder",
    Work.DISTRIBUTION: "distribution",
    Work.DUCT: "duct",
    Work.RECOVERY: "recovery",
}


class Level(IntEnum):
    """What an order can lack, in the order in which it is looked for."""

    PORT = 0
    FEEDER = 1
    DISTRIBUTION = 2
    BOX = 3
    DROP = 4


#: Words for levels, as they stand in tables and texts.
LEVEL_NAMES: tuple[str, ...] = ("port", "feeder", "distribution", "box", "drop")
