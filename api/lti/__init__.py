"""Launches from a learning platform such as Moodle or Canvas (LTI 1.3).

A course of the platform opens the page for its own course of the mentor, with the user's role.
"""
