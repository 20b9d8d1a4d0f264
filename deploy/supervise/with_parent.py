"""python -I -S with_parent.py COMMAND...: become the command, which ends when its parent does.

A script of its own, which imports next to nothing: what supervisor starts must be back at once.
"""

import ctypes
import os
import signal
import sys

if sys.platform == "linux":
    parent = os.getppid()
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, kept across exec
    if os.getppid() != parent:
        sys.exit("the parent process is gone")
os.execv(sys.argv[1], sys.argv[1:])
