"""Beside the stages: what lies across surveys. It reads protected tables and lists alone."""
