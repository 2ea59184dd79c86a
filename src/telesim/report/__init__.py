"""Results as tables, charts and stories; draws what experiment has computed."""

from __future__ import annotations
