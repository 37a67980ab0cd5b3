"""A new survey's folder, written from its file and its form, and checked before anything is run.

Nothing here decides: what a file does not say is guessed, and asked in one list.
"""
