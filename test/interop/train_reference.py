"""Trains a sequence classifier with PyTorch on given batches and prints the losses of the steps as a JSON array.

    python train_reference.py MODEL_DIR RUN.json

RUN.json:
    problem_type   of the loss, as configurations name it
    learning_rate  the peak of the schedule, which is as long as there are batches
    head           {"classifier.weight": [L rows of H], "classifier.bias": [L]}, the head before the first step
    batches        one object a step: {"input_ids": ragged rows, "token_type_ids": ragged rows,
                   "labels": a class or a number a row, or for several labels L numbers, each 0 or 1,
                   "masks": of the dropouts, in the order in which they are called, 1 where a value is kept}

AdamW with decay 0.01 except on biases and layer norms, linear schedule with 10 % warm-up, gradients clipped to norm
1.0, float32 on the CPU: transformers' Trainer with its own defaults, spelled out. The loss of a step is that
of its batch before the update. Where the model drops values, it drops those of the masks.
"""

import collections
import json
import pathlib
import sys

import torch
from transformers import AutoModelForSequenceClassification, get_linear_schedule_with_warmup

WEIGHT_DECAY = 0.01
WARMUP_PARTS = 10  # one step in so many
MAX_GRADIENT_NORM = 1.0


def padded(rows: list[list[int]]) -> torch.Tensor:
    length = max(map(len, rows))
    return torch.tensor([row + [0] * (length - len(row)) for row in rows])


def collate(batch: dict, is_single_label: bool) -> dict[str, torch.Tensor]:
    return {
        "input_ids": padded(batch["input_ids"]),
        "token_type_ids": padded(batch["token_type_ids"]),
        "attention_mask": padded([[1] * len(row) for row in batch["input_ids"]]),
        "labels": torch.tensor(batch["labels"], dtype=torch.long if is_single_label else torch.float32),
    }


def load_model(directory: str, head: dict[str, list], problem_type: str) -> torch.nn.Module:
    model = AutoModelForSequenceClassification.from_pretrained(
        directory,
        num_labels=len(head["classifier.bias"]),
        problem_type=problem_type,
        ignore_mismatched_sizes=True,  # of the head, which is given
        attn_implementation="eager",  # its dropout is a call of its own
        dtype=torch.float32,
    )
    with torch.no_grad():
        for name, values in head.items():
            model.get_parameter(name).copy_(torch.tensor(values))
    return model.train()


def drop_by_masks() -> collections.deque:
    """Has every dropout take the first mask of the queue that comes back; those that drop nothing take none."""
    masks: collections.deque = collections.deque()

    def dropout(x: torch.Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> torch.Tensor:
        if not training or p == 0:
            return x
        return x * torch.tensor(masks.popleft()) / (1 - p)

    torch.nn.functional.dropout = dropout
    return masks


def decay_groups(model: torch.nn.Module) -> list[dict]:
    decayed, exempt = [], []
    for name, weight in model.named_parameters():
        is_exempt = name.endswith(".bias") or "LayerNorm" in name
        (exempt if is_exempt else decayed).append(weight)
    return [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": exempt, "weight_decay": 0.0}]


def main() -> None:
    directory, run_file = sys.argv[1:]
    run = json.loads(pathlib.Path(run_file).read_text(encoding="utf-8"))
    model = load_model(directory, run["head"], run["problem_type"])
    optimizer = torch.optim.AdamW(decay_groups(model), lr=run["learning_rate"], betas=(0.9, 0.999), eps=1e-8)
    total_steps = len(run["batches"])
    warmup_steps = -(-total_steps // WARMUP_PARTS)  # rounded up
    schedule = get_linear_schedule_with_warmup(optimizer, warmup_steps, total_steps)

    is_single_label = run["problem_type"] == "single_label_classification"
    masks = drop_by_masks()
    losses = []
    for batch in run["batches"]:
        masks.extend(batch["masks"])
        loss = model(**collate(batch, is_single_label)).loss
        assert not masks, "some masks were not taken"
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), MAX_GRADIENT_NORM)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    print(json.dumps(losses))


if __name__ == "__main__":
    main()
