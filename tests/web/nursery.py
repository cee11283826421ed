"""Processes of Python that begin with what takes seconds to import: forked from one that has it, and did nothing else.

What is imported here knows no settings; the platform itself each process imports for itself.
"""

import atexit
import ctypes
import gc
import json
import os
import runpy
import socket
import subprocess
import sys
from functools import cache
from importlib import import_module

HEAVY = (
    "centricity.reports", "centricity.reports.dashboard", "centricity.metrics.change", "centricity.metrics.dashboard",
    "centricity.metrics.run", "centricity.text.fetch", "pydantic", "rich.console", "cryptography.fernet", "psycopg",
)  # fmt: skip
LONGEST = 1 << 17
_PR_SET_CHILD_SUBREAPER = 36


class Born(subprocess.Popen):
    """A process ``python -m MODULE ...``; on Linux it is forked, and still a child of whoever asked."""

    def _execute_child(self, args, executable, preexec_fn, close_fds, pass_fds, cwd, env, *more):
        if sys.platform != "linux":
            super()._execute_child(args, executable, preexec_fn, close_fds, pass_fds, cwd, env, *more)
            return
        pipes = more[3:9]
        self.pid = _forked(args[2:], env, pipes[3])
        self._child_created = True
        self._close_pipe_fds(*pipes)


def _forked(command, env, out):
    """The process that does a command and writes there: an orphan, which its next of kin who wants it takes in."""
    (channel, kept), libc = _nursery(), ctypes.CDLL(None)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)
    try:
        socket.send_fds(channel, [json.dumps([command, dict(env)]).encode()], [out])
        born = channel.recv(LONGEST)
        assert born, kept.stdout.read()
        return int(born)
    finally:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0)


@cache
def _nursery():
    """What to talk through with the process that forks, and it; its streams are pipes, as those of its children are."""
    mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, __file__, str(its.fileno())]
    kept = subprocess.Popen(command, pass_fds=[its.fileno()], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    its.close()
    atexit.register(_ended, mine, kept)
    return mine, kept


def _ended(channel, kept):
    channel.close()
    kept.wait()
    kept.stdout.close()


def _asked(channel):
    """Fork for all who ask; what a child is to do, and None where nobody is left to ask."""
    while True:
        told, (*out,), _flags, _address = socket.recv_fds(channel, LONGEST, 1)
        if not told:
            return None
        known, heard = os.pipe()
        between = os.fork()
        if not between:
            child = os.fork()
            if child:
                os.write(heard, str(child).encode())
                os._exit(0)
            for each in (known, heard):
                os.close(each)
            channel.close()
            return json.loads(told), out[0]
        os.waitpid(between, 0)
        channel.send(os.read(known, 20))
        for each in (known, heard, out[0]):
            os.close(each)


def _done(command, env, out):
    for stream in (1, 2):
        os.dup2(out, stream)
    os.close(out)
    os.environ.clear()
    os.environ.update(env)
    sys.path[:0] = [each for each in env["PYTHONPATH"].split(os.pathsep) if each not in sys.path]
    module, *told = command
    sys.argv = [module, *told]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    for name in HEAVY:
        import_module(name)
    assert not {"centricity.web", "centricity.cli"} & set(sys.modules), "what reads its environment is not to be here"
    gc.collect()
    gc.freeze()
    if asked := _asked(socket.socket(fileno=int(sys.argv[1]))):
        (command, env), out = asked
        _done(command, env, out)
