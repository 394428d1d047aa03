"""Runs a command and writes its wall and processor seconds and peak resident memory, as JSON, to a file.

python measure.py FILE COMMAND [ARGUMENT...]

Node has no call that gives the memory of an ended child. The exit status is the command's.
"""

import json
import os
import subprocess
import sys
import time

file, *command = sys.argv[1:]
start = time.perf_counter()
_, status, usage = os.wait4(subprocess.Popen(command).pid, 0)
seconds = time.perf_counter() - start
unit = 1024 * 1024 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in kB elsewhere
with open(file, "w", encoding="utf-8") as report:
    cpu = usage.ru_utime + usage.ru_stime
    json.dump({"wallSeconds": seconds, "cpuSeconds": cpu, "peakMb": usage.ru_maxrss // unit}, report)
sys.exit(os.waitstatus_to_exitcode(status))
