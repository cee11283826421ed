"""Ports of this machine for servers of tests."""

import socket


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def listens(port):
    """Whether somebody takes connections at a port."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
