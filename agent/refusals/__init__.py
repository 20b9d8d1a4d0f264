"""Why a question was not answered, and what helps the student on."""
