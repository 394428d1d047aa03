"""Reads or fills Hugging Face's cache with its own library, and prints what it has of a model as JSON.

Arguments: `read` or `fill`, the cache, the model's name, the names of its files. `fill` asks the hub of HF_ENDPOINT.
"""

import json
import os
import pathlib
import sys

from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download

what, cache, name, *files = sys.argv[1:]
if what == "fill":
    directory = os.path.dirname([hf_hub_download(name, file, cache_dir=cache) for file in files][0])
else:
    directory = snapshot_download(name, cache_dir=cache, local_files_only=True)
    for file in files:
        assert hf_hub_download(name, file, cache_dir=cache, local_files_only=True) == os.path.join(directory, file)
scanned = scan_cache_dir(cache)
assert not scanned.warnings, scanned.warnings
assert {file.file_name for repo in scanned.repos for revision in repo.revisions for file in revision.files} == set(files)
print(json.dumps({"directory": directory, "files": sorted(path.name for path in pathlib.Path(directory).iterdir())}))
