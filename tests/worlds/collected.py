"""A survey of a few questions, which the study declares and checks."""

import pytest
from invented import collected

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.resolve import check_survey
from surveyanswers.tables.problems import SurveyError


class Collected(collected.Collected):
    """The same folder, with what the study declares of a survey."""

    opened = OpenSurvey

    def problems(self):
        """Return what is told of the declarations; there is no plan, which is told, too."""
        with pytest.raises(SurveyError) as told:
            check_survey(self.survey())
        return str(told.value)
