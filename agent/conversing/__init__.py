"""Replies that need no search: small talk, and questions about the conversation."""
