"""Names in the parameters of notebooks."""

from collections.abc import Iterable

from surveyanswers.instrument.names import wrong_name
from surveyanswers.tables.problems import SurveyError


def stop_unknown(kind: str, possible: Iterable[str | None], *names: str) -> None:
    """Stop where one of `names` is none of `possible`; "" names nothing.

    Raises
    ------
    SurveyError
        With the name that may be meant.
    """
    possible_names = sorted(filter(None, {*possible}))
    for name in filter(None, names):
        if message := wrong_name(kind, name, possible_names):
            raise SurveyError(message)
