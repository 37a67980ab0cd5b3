"""What is said of a survey, in six languages."""
