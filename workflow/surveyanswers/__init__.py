"""Exports of survey tools and a form in; answers with value, status and source out."""
