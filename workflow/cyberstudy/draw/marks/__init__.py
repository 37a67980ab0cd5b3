"""Families of marks: each takes axes, frames of numbers and positions, and knows no survey.

What marks say beside themselves is handed to them as words, or said by the phrases that every
survey shares (`wording.translator`).
"""
