"""Keeping watch over KPIs: baselines, and whether a scenario still gives what they say."""

from __future__ import annotations
