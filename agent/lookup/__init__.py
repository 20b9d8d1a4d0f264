"""Answers that are looked up: facts of a course, and parts of its materials by name."""
