"""Four things that people add, each as small as it can be: see tests/test_extending.py."""
