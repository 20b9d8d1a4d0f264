"""The HTTP side: encodes what the agent says, nothing more."""
