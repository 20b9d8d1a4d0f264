"""What is said without a search: small talk, and the conversation itself."""
