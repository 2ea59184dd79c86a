"""A grid or a list of points over paths of one scenario, all on the same draws."""

from __future__ import annotations

from telesim.experiment.sweep.sweep import PointAnswer, Sweep, sweep

__all__ = ["PointAnswer", "Sweep", "sweep"]
