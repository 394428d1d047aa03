"""Loads a saved entity model with transformers and prints, as JSON, what it makes of some texts.

    python check_entities.py MODEL_DIR TEXTS.json

TEXTS.json is an array of strings. Printed: `missing`, `unexpected` and `mismatched`, the names of weights that
transformers did not find, could not place, or found in another shape; `id2label`; `logits`, for each text those of all
its tokens, flattened; and `entities`, for each aggregation and text what the pipeline finds, places in code points.
"""

import argparse
import json
import pathlib

import torch
from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model_dir")
    parser.add_argument("texts", type=pathlib.Path)
    arguments = parser.parse_args()
    texts = json.loads(arguments.texts.read_text(encoding="utf-8"))
    tokenizer = AutoTokenizer.from_pretrained(arguments.model_dir)
    model, loading = AutoModelForTokenClassification.from_pretrained(
        arguments.model_dir, dtype=torch.float32, output_loading_info=True
    )
    model.eval()
    with torch.inference_mode():
        logits = [model(**tokenizer(text, return_tensors="pt")).logits.flatten().tolist() for text in texts]
    entities = {}
    for aggregation in ["none", "simple", "first", "average", "max"]:
        find = pipeline("token-classification", model=model, tokenizer=tokenizer, aggregation_strategy=aggregation)
        entities[aggregation] = [
            [
                {key: float(value) if key == "score" else value for key, value in entity.items() if key != "word"}
                for entity in find(text)
            ]
            for text in texts
        ]
    result = {
        "missing": sorted(map(str, loading["missing_keys"])),
        "unexpected": sorted(map(str, loading["unexpected_keys"])),
        "mismatched": sorted(map(str, loading["mismatched_keys"])),
        "id2label": model.config.id2label,
        "logits": logits,
        "entities": entities,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
