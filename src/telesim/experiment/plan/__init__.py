"""Plans: crews, expansions and policies at least cost under limits, and how sure that is."""
