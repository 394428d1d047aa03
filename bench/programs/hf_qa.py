"""Question answering as transformers' documentation does it: what a user would pick instead of `berth finetune --task qa`.

python bench/programs/hf_qa.py MODEL TRAIN.json VALIDATION.json [--epochs 2] [--batch 16] [--lr 5e-5] [--seed 42]
    [--max-length 384] [--doc-stride 128] [--limit N] [--bf16] [--threads 2] [--pad-to-max] [--group]

Windows with overlap, answers outside a window at [CLS], Trainer with its defaults and a 10 % warm-up; then the best of the
20 likeliest first and last tokens of each window by the sum of their logits, at most 30 tokens long. Prints one line of
JSON with exact match and F1 as the SQuAD script counts them, and the seconds of training.
"""

import argparse
import collections
import json
import re
import string
import tempfile
import time

import numpy
import torch
from transformers import (
    AutoModelForQuestionAnswering,
    AutoTokenizer,
    Trainer,
    TrainingArguments,
    default_data_collator,
    set_seed,
)

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("train")
parser.add_argument("validation")
parser.add_argument("--epochs", type=float, default=2)
parser.add_argument("--batch", type=int, default=16)
parser.add_argument("--lr", type=float, default=5e-5)
parser.add_argument("--seed", type=int, default=42)
parser.add_argument("--max-length", type=int, default=384)
parser.add_argument("--doc-stride", type=int, default=128)
parser.add_argument("--limit", type=int, help="trains on the first so many questions only")
parser.add_argument("--bf16", action="store_true")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--pad-to-max", action="store_true", help="pads every window to the full length, as the documentation does")
parser.add_argument("--group", action="store_true", help="batches of like length")
options = parser.parse_args()

N_BEST = 20
MAX_ANSWER = 30
torch.set_num_threads(options.threads)
set_seed(options.seed)
tokenizer = AutoTokenizer.from_pretrained(options.model)


def questions(file: str) -> list[dict]:
    with open(file, encoding="utf-8") as opened:
        articles = json.load(opened)["data"]
    return [
        {"context": paragraph["context"], **question}
        for article in articles
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    ]


def windows(rows: list[dict]):
    return tokenizer(
        [row["question"].lstrip() for row in rows],
        [row["context"] for row in rows],
        truncation="only_second",
        max_length=options.max_length,
        stride=options.doc_stride,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
        padding="max_length" if options.pad_to_max else False,
    )


def context_tokens(encoded, window: int) -> list[int]:
    return [place for place, sequence in enumerate(encoded.sequence_ids(window)) if sequence == 1]


def training_rows(rows: list[dict]) -> list[dict]:
    encoded = windows(rows)
    result = []
    for window, source in enumerate(encoded["overflow_to_sample_mapping"]):
        answer = rows[source]["answers"][0]
        start, end = answer["answer_start"], answer["answer_start"] + len(answer["text"])
        offsets, tokens = encoded["offset_mapping"][window], context_tokens(encoded, window)
        first = last = 0
        if offsets[tokens[0]][0] <= start and offsets[tokens[-1]][1] >= end:
            first = max(token for token in tokens if offsets[token][0] <= start)
            last = min(token for token in tokens if offsets[token][1] >= end)
        names = ("input_ids", "attention_mask", "token_type_ids")
        inputs = {name: encoded[name][window] for name in names}
        result.append({**inputs, "start_positions": first, "end_positions": last})
    return result


def padded(rows: list[dict]) -> dict[str, torch.Tensor]:
    """The rows of a batch, padded to the longest of them."""
    lists = [name for name in ("input_ids", "attention_mask", "token_type_ids") if name in rows[0]]
    width = max(len(row["input_ids"]) for row in rows)
    filled = [{**row, **{name: row[name] + [0] * (width - len(row[name])) for name in lists}} for row in rows]
    return default_data_collator(filled)


def best_texts(model, rows: list[dict]) -> list[str]:
    encoded = windows(rows)
    best = [(-numpy.inf, "")] * len(rows)
    order = sorted(range(len(encoded["input_ids"])), key=lambda window: len(encoded["input_ids"][window]))
    model.eval()
    for begin in range(0, len(order), 32):
        chosen = order[begin : begin + 32]
        batch = padded(
            [{name: encoded[name][window] for name in ("input_ids", "attention_mask", "token_type_ids")} for window in chosen]
        )
        with torch.no_grad():
            output = model(**batch)
        for index, window in enumerate(chosen):
            source = encoded["overflow_to_sample_mapping"][window]
            starts, ends = output.start_logits[index].numpy(), output.end_logits[index].numpy()
            inside = set(context_tokens(encoded, window))
            offsets = encoded["offset_mapping"][window]
            for start in numpy.argsort(starts)[-N_BEST:]:
                for end in numpy.argsort(ends)[-N_BEST:]:
                    if start not in inside or end not in inside or not 0 <= end - start < MAX_ANSWER:
                        continue
                    score = starts[start] + ends[end]
                    if score > best[source][0]:
                        best[source] = (score, rows[source]["context"][offsets[start][0] : offsets[end][1]])
    return [text for _, text in best]


def words(text: str) -> list[str]:
    bare = "".join(sign for sign in text.lower() if sign not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()


def f1(prediction: list[str], truth: list[str]) -> float:
    common = sum((collections.Counter(prediction) & collections.Counter(truth)).values())
    return 0.0 if common == 0 else 2 * common / (len(prediction) + len(truth))


train, validation = questions(options.train)[: options.limit], questions(options.validation)
trainer = Trainer(
    model=AutoModelForQuestionAnswering.from_pretrained(options.model, num_labels=2),
    args=TrainingArguments(
        output_dir=tempfile.mkdtemp(),
        num_train_epochs=options.epochs,
        per_device_train_batch_size=options.batch,
        learning_rate=options.lr,
        warmup_steps=0.1,
        weight_decay=0.01,
        seed=options.seed,
        bf16=options.bf16,
        use_cpu=True,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        logging_steps=50,
        train_sampling_strategy="group_by_length" if options.group else "random",
    ),
    train_dataset=training_rows(train),
    data_collator=padded,
)
begin = time.time()
trainer.train()
seconds = time.time() - begin
predictions = best_texts(trainer.model, validation)
exact = total = 0.0
for row, prediction in zip(validation, predictions):
    truths = [words(answer["text"]) for answer in row["answers"]]
    exact += max(words(prediction) == truth for truth in truths)
    total += max(f1(words(prediction), truth) for truth in truths)
print(
    json.dumps(
        {
            "eval_exact_match": 100 * exact / len(validation),
            "eval_f1": 100 * total / len(validation),
            "train_s": seconds,
            "questions": len(validation),
            **{name: value for name, value in vars(options).items() if name not in ("model", "train", "validation")},
        }
    )
)
