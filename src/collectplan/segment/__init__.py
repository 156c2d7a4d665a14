"""Segment: what the strategy makes of each account, and who is left alone.

segment.py    the stage: every account with its segment, treatment, arm and suppression
names.py      names of segments, and their natural order
bands.py      bucket, risk band and rules of accounts
treatment.py  the first treatment that matches a segment
arm.py        who is left alone, by a stable hash
summary.py    one row a segment, with its accounts and money
listing.py    one row an account, as `segment -o` writes it
"""

from collectplan.segment.segment import segment as segment
