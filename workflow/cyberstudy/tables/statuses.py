"""Why there is a value, or why there is none: the closed list of answer statuses."""

#: The closed list of answer statuses; `withheld` is set by protect alone.
STATUSES = (
    "valid",
    "dont_know",  # said so
    "refused",  # declined
    "no_answer",  # asked, left blank
    "not_applicable",  # the respondent says that it does not apply
    "not_asked",  # routing skipped it
    "not_fielded",  # not in this form or version
    "invalid",  # contradicts routing, not an option, out of range, unreadable
    "not_submitted",  # this unit answered, but this section or form never came
    "conflict",  # submissions disagree and the rule cannot decide
    "withheld",
)

#: Options of these names say why there is no answer: they become the status of the same name.
SAID_INSTEAD = ("dont_know", "refused", "not_applicable")
#: The option of a several-answer question that denies all others.
NONE = "none_of_these"
