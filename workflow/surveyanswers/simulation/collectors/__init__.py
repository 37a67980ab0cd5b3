"""Filled-in forms, laid out as survey programs export them.

Each module knows one program: the LimeSurvey response export, the KoboToolbox table, the SPSS data
file and the workbook that a clerk keys. Their sheets become bytes in `files`. A simulated survey
passes through here, so that what reads the real exports is tried on the same peculiarities. No
survey is named: questions, options and wording come from the questionnaire.
"""
