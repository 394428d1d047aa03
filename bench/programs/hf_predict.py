"""Labels texts with Hugging Face transformers on PyTorch: batches of 32, or one text at a time, or --text alone.

Prints a JSON line with the seconds of the loop over the texts, tokenizing included.
"""

import argparse
import csv
import json
import time

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True)
parser.add_argument("--data")
parser.add_argument("--label")
parser.add_argument("--text")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--limit", type=int)
parser.add_argument("--one", action="store_true")
parser.add_argument("--bf16", action="store_true")
options = parser.parse_args()

start = time.perf_counter()
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

torch.set_num_threads(options.threads)
tokenizer = AutoTokenizer.from_pretrained(options.model)
dtype = torch.bfloat16 if options.bf16 else torch.float32
model = AutoModelForSequenceClassification.from_pretrained(options.model, dtype=dtype).eval()


@torch.inference_mode()
def labels_of(texts):
    batch = tokenizer(texts, padding=True, truncation=True, max_length=128, return_tensors="pt")
    scores = model(**batch).logits.float().softmax(-1)
    return [model.config.id2label[index] for index in scores.argmax(-1).tolist()]


if options.text is not None:
    print(json.dumps(labels_of([options.text])))
    raise SystemExit

with open(options.data, encoding="utf-8") as file:
    rows = list(csv.DictReader(file))[: options.limit]
texts = [row["text"] for row in rows]
size = 1 if options.one else 32
labels_of(texts[:size])
loaded = time.perf_counter()
named = []
for first in range(0, len(texts), size):
    named += labels_of(texts[first : first + size])
end = time.perf_counter()
print(
    json.dumps(
        {
            "seconds": end - loaded,
            "loadSeconds": loaded - start,
            "texts": len(texts),
            "accuracy": sum(a == row[options.label] for a, row in zip(named, rows)) / len(rows),
        }
    )
)
