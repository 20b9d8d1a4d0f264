"""What clients of OpenAI's format send, and what they expect back."""
