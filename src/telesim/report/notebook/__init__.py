"""Answers as a notebook shows them: tables, verdicts and charts, in the words of a terminal."""
