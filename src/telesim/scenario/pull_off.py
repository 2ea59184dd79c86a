"""Pull-off: teams of a county that leave their own work when too many repairs stand open."""

from __future__ import annotations

from telesim.scenario.fields import Duration, Factor, Share, Sourced
from telesim.units import DAY_MS


class PullOff(Sourced):
    """When teams are pulled off to repair, county by county, and when they go back.

    Open repairs are jobs that need ``skill`` and have been reported, waiting or in hand. They are
    held against the county's own intake: the mean of such reports a day over the last
    ``intake_over`` of the run, so that the limits follow the season and no county needs a figure
    of its own. Before so much of the run has passed nobody is pulled off.

    Above ``above`` the teams get the skill, unless they have it, and repairs of the county come
    before all other work, appointments included, for every crew that can do both. Below
    ``below`` all is as before. Territories stay as they are: crews that are pulled off repair in
    their own cabinets, beside those who do so always; those without any share all of them out.
    """

    #: Teams that are pulled off, at least one; their crews based in the county.
    teams: tuple[str, ...]
    #: Skill of the repairs that stand open, and to which teams are pulled off.
    skill: str = "repair"
    #: Pulled off when more repairs stand open than come in over this time.
    above: Duration
    #: Back to their own work when fewer stand open than come in over this time.
    below: Duration
    #: Time over which the intake is counted; nobody is pulled off before so much of the run has
    #: passed.
    intake_over: Duration = 28 * DAY_MS
    #: Speed at these repairs of teams that have not learned the skill, relative to the hour norms.
    speed: Factor = 1.0
    #: Share of their visits to these repairs that leave nothing to come back for.
    first_time_fix: Share = 1.0
