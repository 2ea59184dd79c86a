"""Desks: places where people or papers queue for whoever serves them."""
