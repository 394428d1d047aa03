"""Compares the files of `berth embed` with what NumPy and transformers make of the same texts.

    python check_vectors.py MODEL_DIR TEXTS.txt VECTORS.npy

Prints as JSON the shape and the type of the array that numpy.load reads, and `difference`, the largest distance of one of
its numbers from the mean of the last hidden states by transformers, each text by itself.
"""

import argparse
import json
import pathlib

import numpy
import torch
from transformers import AutoModel, AutoTokenizer


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model_dir")
    parser.add_argument("texts", type=pathlib.Path)
    parser.add_argument("vectors")
    arguments = parser.parse_args()
    vectors = numpy.load(arguments.vectors)
    tokenizer = AutoTokenizer.from_pretrained(arguments.model_dir)
    model = AutoModel.from_pretrained(arguments.model_dir, dtype=torch.float32).eval()
    difference = 0.0
    for text, vector in zip(arguments.texts.read_text(encoding="utf-8").splitlines(), vectors):
        with torch.inference_mode():
            states = model(**tokenizer(text, return_tensors="pt")).last_hidden_state[0]
        difference = max(difference, float(numpy.abs(states.mean(0).numpy() - vector).max()))
    print(json.dumps({"shape": vectors.shape, "dtype": str(vectors.dtype), "difference": difference}))


if __name__ == "__main__":
    main()
