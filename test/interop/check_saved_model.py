"""Loads a saved model directory with transformers and prints, as JSON, what it makes of some texts.

    python check_saved_model.py MODEL_DIR TEXTS.json [--encoder]

TEXTS.json is an array of strings. Printed: `missing`, `unexpected` and `mismatched`, the names of weights that
transformers did not find, could not place, or found in another shape; and
    without --encoder  `logits` (one array a text) and `id2label`, from AutoModelForSequenceClassification
    with --encoder     `first_states` and `pooler_output` (one array a text each), from AutoModel
Float32 on the CPU. Texts are cut where the tokenizer's files say.
"""

import argparse
import json
import pathlib

import torch
from transformers import AutoModel, AutoModelForSequenceClassification, AutoTokenizer

BATCH_SIZE = 32


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model_dir")
    parser.add_argument("texts", type=pathlib.Path)
    parser.add_argument("--encoder", action="store_true")
    arguments = parser.parse_args()

    texts = json.loads(arguments.texts.read_text(encoding="utf-8"))
    tokenizer = AutoTokenizer.from_pretrained(arguments.model_dir)
    model_class = AutoModel if arguments.encoder else AutoModelForSequenceClassification
    model, loading = model_class.from_pretrained(arguments.model_dir, dtype=torch.float32, output_loading_info=True)
    model.eval()

    result = {
        "missing": sorted(map(str, loading["missing_keys"])),
        "unexpected": sorted(map(str, loading["unexpected_keys"])),
        "mismatched": sorted(map(str, loading["mismatched_keys"])),
    }
    outputs = []
    with torch.inference_mode():
        for start in range(0, len(texts), BATCH_SIZE):
            batch = tokenizer(texts[start : start + BATCH_SIZE], padding=True, truncation=True, return_tensors="pt")
            outputs.append(model(**batch))
    if arguments.encoder:
        result["first_states"] = torch.cat([output.last_hidden_state[:, 0] for output in outputs]).tolist()
        result["pooler_output"] = torch.cat([output.pooler_output for output in outputs]).tolist()
    else:
        result["logits"] = torch.cat([output.logits for output in outputs]).tolist()
        result["id2label"] = model.config.id2label
    print(json.dumps(result))


if __name__ == "__main__":
    main()
