"""What crews do with their time."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CREW, PLACE, add

_PAID = "time on duty, overtime included"
for _name, _text in (
    ("crew_travel_share", "travelling"),
    ("crew_work_share", "on site, closing with the desk included"),
    ("crew_depot_share", "at the depot"),
    ("crew_preventive_share", "on preventive work, travel included"),
    ("crew_idle_share", "without a job"),
):
    add(_name, "%", "hour", f"Share of {_PAID}, spent {_text}.",
         "hours / (hours on duty + overtime); the five shares sum to 100", None, "share",
         CREW)  # fmt: skip
add("crew_utilisation", "%", "hour", f"Share of {_PAID}, spent on jobs.",
     "(travel + site) / (hours on duty + overtime)", None, "share", CREW)  # fmt: skip
add("crew_off_duty_share", "%", "hour", "Share of all hours in which a crew is not on duty.",
     "1 - (hours on duty + overtime) / (crews x hours of service)", None, "share",
     CREW)  # fmt: skip
add("overtime_hours", "h", "hour", "Crew time worked beyond the end of the day.",
     "sum over the window", "lower", "amount", (*CREW, "job"))  # fmt: skip
add("crew_hours_per_week", "h", "hour", "Crew time on jobs, travel included, by kind of job.",
     "crew hours / weeks of the window", None, "amount", (*CREW, "job", "area"))  # fmt: skip
add("visits_per_crew_day", "visits", "crew-day",
     "Visits in a full day of field time spent on such jobs.",
     "visits / (crew time on jobs / the crew's mean time on duty less depot)",
     "higher", "mean", (*CREW, "job", "area"))  # fmt: skip
add("jobs_per_crew_day", "jobs", "crew-day",
     "Jobs finished in a full day of field time spent on such jobs.",
     "finished jobs / (crew time on jobs / the crew's mean time on duty less depot)",
     "higher", "mean", (*CREW, "job", "area"))  # fmt: skip
add("crew_days", "crew-days", "crew-day", "Days that crews came on duty.", "count", None,
     "count", CREW)  # fmt: skip
add("leavers", "crews", "crew", "Crews that left their posts in the window.",
     "count of leavings", "lower", "count", CREW)  # fmt: skip
add("crew_days_vacant", "crew-days", "crew-day",
     "Calendar days on which the posts of crews that left stood empty.",
     "sum over posts of the days of the window from leaving to filling", "lower", "amount",
     CREW)  # fmt: skip
add("lent_visits_share", "%", "visit",
     "Share of visits that crews made to cabinets in the territory of others.",
     "visits lent / visits begun in the window", None, "share",
     (*PLACE, "job", "team"))  # fmt: skip
