"""The common parts of Word, PowerPoint and Excel files."""
