"""telesim beside published figures: New Zealand's repairs of 2017, Britain's wet summer of 2012."""
