"""Small wrong versions of the model, which the tests must catch; see ``README.md``."""
