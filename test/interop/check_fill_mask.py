"""Fills the gaps of some texts with transformers' fill-mask pipeline and prints its answers as JSON.

    python check_fill_mask.py MODEL_DIR TEXTS.json TOP_K

TEXTS.json is an array of two or more strings. Printed: `missing`, the names of weights that transformers did not find, and
`filled`, what the pipeline gives for each text. Float32 on the CPU.
"""

import json
import pathlib
import sys

import torch
from transformers import AutoModelForMaskedLM, AutoTokenizer, pipeline


def main() -> None:
    directory, file, top_k = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
    texts = json.loads(file.read_text(encoding="utf-8"))
    model, loading = AutoModelForMaskedLM.from_pretrained(directory, dtype=torch.float32, output_loading_info=True)
    fill = pipeline("fill-mask", model=model, tokenizer=AutoTokenizer.from_pretrained(directory))
    filled = [fill(text, top_k=top_k) for text in texts]
    print(json.dumps({"missing": sorted(map(str, loading["missing_keys"])), "filled": filled}))


if __name__ == "__main__":
    main()
