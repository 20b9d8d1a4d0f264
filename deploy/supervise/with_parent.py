"""python -I -S with_parent.py COMMAND...: run the command, and end it when its parent ends.

A separate script with almost no imports, so that supervisor restarts programs at once.
"""

import ctypes
import os
import signal
import sys

if sys.platform == "linux":
    parent = os.getppid()
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, kept across exec
    if os.getppid() != parent:
        sys.exit("the parent process has exited")
os.execv(sys.argv[1], sys.argv[1:])
