"""Why a question was not answered, and what to try instead."""
