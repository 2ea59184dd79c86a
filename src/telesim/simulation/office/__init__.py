"""The county office that an order passes through: desks, papers, and what goes wrong there."""
