"""The county office that an order passes through: what a planner writes of its desks."""
