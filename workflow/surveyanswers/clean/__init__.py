"""Stage 3, clean: every answer is value + status + source, every change has a reason.

`answers.clean_survey` is the stage; the modules beside it are its steps.
"""
