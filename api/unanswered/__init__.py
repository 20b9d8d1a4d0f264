"""Unanswered questions for teachers, by topic and by week."""
