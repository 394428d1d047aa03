#!/usr/bin/env bash
# Makes .venv in the repository's root: Python with PyTorch and transformers, for test/interop, the scripts in
# test/fixtures, and bench. Does nothing when .venv already holds these requirements.
set -euo pipefail
cd "$(dirname "$0")/../.."

requirements=test/interop/requirements.txt
installed=.venv/berth-requirements.txt
if cmp --silent "$requirements" "$installed"; then
  exit 0
fi

echo "Making .venv from $requirements; the first time takes minutes." >&2
python3 -m venv .venv
pip=(.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input)
# PyTorch alone first: resolved together with the others, pip prefers a build for GPUs, gigabytes larger.
"${pip[@]}" "$(grep '^torch==' "$requirements")"
"${pip[@]}" --requirement "$requirements"
# Last, so that an environment whose making was cut short is made again.
cp "$requirements" "$installed"
