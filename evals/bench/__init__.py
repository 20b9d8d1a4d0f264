"""Measures the write side: `python -m evals.bench`, or `make bench`."""
