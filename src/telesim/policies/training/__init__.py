"""What training does, one curve a file: forgetting, a course, errors. Pure functions of a level.

A level is a number from 0 (never taught) to 1 (as good as training makes).
"""

from telesim.policies.training.course import after_course
from telesim.policies.training.decay import after_decay
from telesim.policies.training.effect import error_factor

__all__ = ["after_course", "after_decay", "error_factor"]
