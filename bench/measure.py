"""Runs a command and writes its peak resident memory, in MB, to a file: python measure.py FILE COMMAND [ARGUMENT...]

Node has no call that gives the memory of an ended child. The exit status is the command's.
"""

import os
import subprocess
import sys

file, *command = sys.argv[1:]
_, status, usage = os.wait4(subprocess.Popen(command).pid, 0)
unit = 1024 * 1024 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in kB elsewhere
with open(file, "w", encoding="utf-8") as report:
    report.write(str(usage.ru_maxrss // unit))
sys.exit(os.waitstatus_to_exitcode(status))
