"""Calls in the busy hour and the trunk groups that carry them."""
