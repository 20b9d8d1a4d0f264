"""Requests and replies in OpenAI's format."""
