"""Answers that are looked up: the facts of a course, and parts of its materials by their name."""
