"""Quiz questions and hints from the materials, and comparison with a student's answer."""
