"""The SimPy model: Scenario and Workload to EventLog; no files, no draws, no statistics."""

from telesim.simulation.agenda import SimulationError
from telesim.simulation.model import Simulation, simulate

__all__ = ["Simulation", "SimulationError", "simulate"]
