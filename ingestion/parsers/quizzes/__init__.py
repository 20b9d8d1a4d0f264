"""Question banks and quizzes, without their answers unless settings say otherwise."""
