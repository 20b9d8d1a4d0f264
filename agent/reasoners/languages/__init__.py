"""Answers without a language model where question or materials are not in English."""
