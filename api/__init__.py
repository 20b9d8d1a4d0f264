"""The HTTP side: encodes the agent's output, nothing more."""
