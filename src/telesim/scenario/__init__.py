"""What the planner writes: files to one frozen, validated Scenario."""

from telesim.scenario.errors import Problem, ScenarioError
from telesim.scenario.loading import load
from telesim.scenario.model import Origin, Phase, Scenario, Setting

__all__ = ["load", "Scenario", "ScenarioError", "Origin", "Phase", "Problem", "Setting"]
