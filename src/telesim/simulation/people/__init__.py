"""People who are trained, and those who look at their work."""
