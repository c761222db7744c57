"""Tasks, what caused them, every step taken with them, and the settings of a place."""

from hutong.tasks.models.course import Leg, Step
from hutong.tasks.models.settings import DayCount, Fulfilment, Leave
from hutong.tasks.models.task import KINDS, Cause, Task

__all__ = ["KINDS", "Cause", "DayCount", "Fulfilment", "Leave", "Leg", "Step", "Task"]
