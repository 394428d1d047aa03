"""Training steps of a model of BERT-base's size with random weights in PyTorch, padded to the longest sequence.

Prints a JSON line with the median seconds of a step: forward, backward, clipping, AdamW. The batches are those of
berth-base-step.mjs.
"""

import argparse
import json
import statistics
import time

import torch
from transformers import BertConfig, BertForSequenceClassification

parser = argparse.ArgumentParser()
parser.add_argument("--layers", type=int, default=12)
parser.add_argument("--steps", type=int, default=8)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--precision", choices=["f32", "bf16"], default="f32")
options = parser.parse_args()

WARM_UP = 3
torch.set_num_threads(options.threads)
torch.manual_seed(0)
config = BertConfig(num_hidden_layers=options.layers, num_labels=3)
model = BertForSequenceClassification(config).train()
decayed = [weight for weight in model.parameters() if weight.dim() > 1]
others = [weight for weight in model.parameters() if weight.dim() <= 1]
groups = [{"params": decayed}, {"params": others, "weight_decay": 0.0}]
# Trainer's default optimizer.
optimizer = torch.optim.AdamW(groups, lr=5e-5, weight_decay=0.01, fused=True)


def batch_of(step):
    """16 sequences of 20 to 128 tokens, padded; the same numbers in berth-base-step.mjs."""
    lengths = [20 + (sequence * 37 + step * 53) % 109 for sequence in range(16)]
    ids = torch.zeros(16, max(lengths), dtype=torch.long)
    mask = torch.zeros_like(ids)
    for sequence, length in enumerate(lengths):
        for place in range(length):
            ids[sequence, place] = 1000 + (sequence * 7919 + place * 104729 + step) % 29000
        mask[sequence, :length] = 1
    labels = torch.tensor([sequence % 3 for sequence in range(16)])
    return {"input_ids": ids, "attention_mask": mask, "labels": labels}


seconds = []
for step in range(WARM_UP + options.steps):
    batch = batch_of(step)
    start = time.perf_counter()
    with torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bf16"):
        loss = model(**batch).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    seconds.append(time.perf_counter() - start)
print(json.dumps({"seconds": statistics.median(seconds[WARM_UP:]), "loss": loss.item()}))
