"""Quiz questions and hints made from the materials, and how a student's own answer compares."""
