"""The reader: a small model of our own that reads question and passage together.

`make reader` trains it (evals/reader); README.md beside this file is its model card.
"""
