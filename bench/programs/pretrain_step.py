"""Pre-training steps from random weights in PyTorch: a plain loop over BertForPreTraining, padded to the longest sequence.

Prints a JSON line with the median seconds of a step (forward, backward, clipping, AdamW) and tokens a second, padding not
counted. The sequences are those of pretraining-batches.mjs; dropout is on.
"""

import argparse
import json
import statistics
import time

import torch
from transformers import BertConfig, BertForPreTraining

parser = argparse.ArgumentParser()
parser.add_argument("--layers", type=int, default=4)
parser.add_argument("--hidden", type=int, default=512)
parser.add_argument("--steps", type=int, default=8)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--precision", choices=["f32", "bf16"], default="f32")
options = parser.parse_args()

WARM_UP = 3
SEQUENCES = 32
MASK = 103
torch.set_num_threads(options.threads)
torch.manual_seed(0)
model = BertForPreTraining(
    BertConfig(
        hidden_size=options.hidden,
        num_hidden_layers=options.layers,
        num_attention_heads=options.hidden // 64,
        intermediate_size=4 * options.hidden,
    )
).train()
decayed = [weight for weight in model.parameters() if weight.dim() > 1]
others = [weight for weight in model.parameters() if weight.dim() <= 1]
groups = [{"params": decayed}, {"params": others, "weight_decay": 0.0}]
optimizer = torch.optim.AdamW(groups, lr=1e-4, weight_decay=0.01, fused=True)


def batch_of(step):
    """32 pairs of 16 to 128 tokens, padded; the same numbers in pretraining-batches.mjs."""
    lengths = [128 if row % 4 != 3 else 16 + (row * 37 + step * 53) % 113 for row in range(SEQUENCES)]
    ids = torch.zeros(SEQUENCES, max(lengths), dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    labels = torch.full_like(ids, -100)
    for row, length in enumerate(lengths):
        for place in range(length):
            ids[row, place] = 1000 + (row * 7919 + place * 104729 + step * 1299709) % 29000
            types[row, place] = int(place >= length / 2)
        mask[row, :length] = 1
        for place in range(1 + row % 7, length - 1, 7):
            labels[row, place] = ids[row, place]
            ids[row, place] = MASK
    pairs = torch.tensor([row % 2 for row in range(SEQUENCES)])
    batch = {"input_ids": ids, "token_type_ids": types, "attention_mask": mask}
    return batch | {"labels": labels, "next_sentence_label": pairs}, sum(lengths)


seconds = []
for step in range(WARM_UP + options.steps):
    batch, tokens = batch_of(step)
    start = time.perf_counter()
    with torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bf16"):
        loss = model(**batch).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    seconds.append(time.perf_counter() - start)
median = statistics.median(seconds[WARM_UP:])
print(json.dumps({"seconds": median, "tokensPerSecond": tokens / median, "loss": loss.item()}))
