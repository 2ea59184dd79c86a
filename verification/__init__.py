"""telesim against exact answers: the rows of tests/theory/reference through the public language."""
