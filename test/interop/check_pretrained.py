"""Loads a pre-trained model directory as the class that its config.json names and prints what transformers makes of it.

    python check_pretrained.py MODEL_DIR

Printed as JSON: `class`, and `missing`, `unexpected` and `mismatched`, the names of weights that transformers did not find, could
not place, or found in another shape; `tied`, whether the decoder is the word table.
"""

import json
import sys

import torch
import transformers


def main() -> None:
    directory = sys.argv[1]
    (name,) = transformers.AutoConfig.from_pretrained(directory).architectures
    model_class = getattr(transformers, name)
    model, loading = model_class.from_pretrained(directory, dtype=torch.float32, output_loading_info=True)
    decoder, table = model.cls.predictions.decoder.weight, model.bert.embeddings.word_embeddings.weight
    result = {kind: sorted(map(str, loading[f"{kind}_keys"])) for kind in ("missing", "unexpected", "mismatched")}
    print(json.dumps({"class": name, **result, "tied": decoder.data_ptr() == table.data_ptr()}))


if __name__ == "__main__":
    main()
