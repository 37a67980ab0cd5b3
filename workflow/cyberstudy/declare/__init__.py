"""What people decide, read and checked: survey, questionnaire, layout and plan."""
