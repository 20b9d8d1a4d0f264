"""What all tests share."""

from tests.servers.fixtures import llama_client, llama_program, llama_server

__all__ = ["llama_client", "llama_program", "llama_server"]
