"""Trains the reader. Runs in an environment of its own (`make reader`): it needs torch."""
