"""Benchmarks of speed and memory: `python -m evals.bench`, or `make bench`."""
