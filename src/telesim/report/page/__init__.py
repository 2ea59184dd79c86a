"""A run's answer, or several side by side, as one HTML file that needs nothing else."""

from __future__ import annotations

from telesim.report.page.writing import PageError, page, write_page

__all__ = ["PageError", "page", "write_page"]
