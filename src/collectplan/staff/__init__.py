"""Staff: how many minutes agents have for contacts, by group and slot.

staff.py     the stage: groups of the day with their skills, minutes and agents
shifts.py    which shifts are worked on a date, and what of a shift falls into each slot
"""

from collectplan.staff.staff import staff as staff
