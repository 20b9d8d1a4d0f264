"""Unanswered questions: questions of students that the materials did not answer well."""
