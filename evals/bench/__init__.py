"""Measures the write side and streaming: `python -m evals.bench`, or `make bench`."""
