"""Decisions as pure functions over plain numbers; one idea a file."""
