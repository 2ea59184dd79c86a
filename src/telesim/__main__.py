"""``python -m telesim`` is the command ``telesim``."""

from __future__ import annotations

from telesim.cli import main

if __name__ == "__main__":
    main()
