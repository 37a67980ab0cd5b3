"""Statistical disclosure control of linked tables: what to withhold, and an audit that proves it.

Frames of who is in which group and said what, and thresholds in; withheld groups and an audit out.
Knows no survey.
"""
