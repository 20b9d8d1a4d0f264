"""Question banks and quizzes, without their answers unless a setting includes them."""
