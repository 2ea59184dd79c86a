"""Circuits that are ordered and open; what they carry is measured from the log."""
