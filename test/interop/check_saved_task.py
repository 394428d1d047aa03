"""Loads a saved model directory with the class that its config.json names and prints, as JSON, its logits.

    python check_saved_task.py MODEL_DIR INPUTS.json

INPUTS.json is an array of texts, of pairs of texts, or, for a model that chooses, of questions: arrays of pairs, one a
choice. Printed: `missing`, `unexpected` and `mismatched` names of weights, `logits` (one array an input), `id2label` and
`problem_type`. Float32 on the CPU.
"""

import json
import sys
from pathlib import Path

import torch
import transformers

directory = sys.argv[1]
inputs = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
config = json.loads((Path(directory) / "config.json").read_text(encoding="utf-8"))
tokenizer = transformers.AutoTokenizer.from_pretrained(directory)
model, loading = getattr(transformers, config["architectures"][0]).from_pretrained(
    directory, dtype=torch.float32, output_loading_info=True
)
chooses = isinstance(inputs[0][0], list)
pairs = [pair for question in inputs for pair in question] if chooses else inputs
columns = [list(column) for column in zip(*pairs)] if isinstance(pairs[0], list) else [pairs]
batch = tokenizer(*columns, padding=True, truncation=True, return_tensors="pt")
if chooses:
    batch = {name: values.reshape(len(inputs), len(inputs[0]), -1) for name, values in batch.items()}
with torch.inference_mode():
    logits = model.eval()(**batch).logits
print(
    json.dumps(
        {
            "missing": sorted(map(str, loading["missing_keys"])),
            "unexpected": sorted(map(str, loading["unexpected_keys"])),
            "mismatched": sorted(map(str, loading["mismatched_keys"])),
            "logits": logits.tolist(),
            "id2label": model.config.id2label,
            "problem_type": model.config.problem_type,
        }
    )
)
