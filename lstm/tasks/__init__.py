"""Sequence problems that test one claim each, and the toy sequence that the chapters carry."""

from lstm.tasks.episodes import TASKS, Episode, Task
from lstm.tasks.reber import embedded_reber, legal_next, reber_stream
from lstm.tasks.recall import adding, distractors, multiplication, temporal_order
from lstm.tasks.toy import toy, toy_weights

__all__ = [
    "TASKS",
    "Episode",
    "Task",
    "adding",
    "distractors",
    "embedded_reber",
    "legal_next",
    "multiplication",
    "reber_stream",
    "temporal_order",
    "toy",
    "toy_weights",
]
