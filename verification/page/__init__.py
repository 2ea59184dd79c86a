"""docs/verification.md and the README's paragraph, from what the three programs have filed."""
