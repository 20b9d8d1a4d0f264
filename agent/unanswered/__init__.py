"""Questions of students that the materials did not answer well, and their topics."""
