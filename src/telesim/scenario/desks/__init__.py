"""What a planner writes about desks: their hours, their agents, their calls."""
