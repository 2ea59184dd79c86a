"""Separate teams against one pooled team with the same people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from telesim.theory.checks import positive, same_length, stable, whole
from telesim.theory.erlang_c import ErlangC
from telesim.theory.phase_type import PhaseType
from telesim.theory.phase_type_servers import PhaseTypeServers


@dataclass(frozen=True)
class Team:
    """A team with its own stream of jobs, exponential work, first come first served.

    arrival_rate is per unit of time, mean_service in that unit.
    Raises ValueError for a rate or time of 0 or less, nobody in the team, or overload.
    """

    arrival_rate: float
    mean_service: float
    servers: int

    def __post_init__(self) -> None:
        positive("arrival_rate", self.arrival_rate)
        positive("mean_service", self.mean_service)
        stable(self.arrival_rate * self.mean_service, whole("servers", self.servers, 1))

    @property
    def mean_wait(self) -> float:
        """Mean wait of the team's own jobs while it works alone."""
        return ErlangC(self.arrival_rate, 1 / self.mean_service, self.servers).mean_wait


def separate_mean_wait(teams: Sequence[Team]) -> float:
    """Mean wait over the jobs of all teams while each works alone.

    Raises ValueError without a team.
    """
    same_length(teams=teams)
    total = fsum(team.arrival_rate for team in teams)
    return fsum(team.arrival_rate * team.mean_wait for team in teams) / total


def pooled_mean_wait(teams: Sequence[Team]) -> float:
    """Mean wait of every job when all work together, first come first served.

    Jobs of every kind wait equally long: short jobs may lose by pooling (Smith and Whitt 1981).
    Raises ValueError without a team, or for more people and kinds of job than
    `PhaseTypeServers` can carry.
    Source: Erlang C when all kinds take equally long, else the exact chain with mixed service.
    """
    same_length(teams=teams)
    total = fsum(team.arrival_rate for team in teams)
    servers = sum(team.servers for team in teams)
    flows: dict[float, float] = {}
    for team in teams:
        flows[team.mean_service] = flows.get(team.mean_service, 0.0) + team.arrival_rate
    if len(flows) == 1:
        return ErlangC(total, 1 / teams[0].mean_service, servers).mean_wait
    shares = [flow / total for flow in flows.values()]
    service = PhaseType.hyperexponential(shares, list(flows))
    return PhaseTypeServers(total, service, servers).mean_wait


def pooling_gain(teams: Sequence[Team]) -> float:
    """Mean wait of separate teams over the mean wait when pooled; above 1 where pooling helps.

    Raises ValueError as `pooled_mean_wait`.
    """
    return separate_mean_wait(teams) / pooled_mean_wait(teams)
