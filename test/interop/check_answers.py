"""Loads a saved model for questions with transformers and prints, as JSON, what it makes of some.

    python check_answers.py MODEL_DIR QUESTIONS.json

QUESTIONS.json is an array of [question, context]. Printed: `missing`, `unexpected` and `mismatched`, the names of weights
that transformers did not find, could not place, or found in another shape; `logits`, for each question the start and the
end logit of every token; `answers`, for each the text and the places, in code points, of the best pair of tokens of the
context, of all that are no more than 30 tokens long, and its score: the product of both probabilities over the tokens of
the context and [CLS].
"""

import argparse
import json
import pathlib

import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model_dir")
    parser.add_argument("questions", type=pathlib.Path)
    arguments = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(arguments.model_dir)
    model, loading = AutoModelForQuestionAnswering.from_pretrained(
        arguments.model_dir, dtype=torch.float32, output_loading_info=True
    )
    model.eval()
    logits, answers = [], []
    for question, context in json.loads(arguments.questions.read_text(encoding="utf-8")):
        encoded = tokenizer(question, context, return_offsets_mapping=True, return_tensors="pt")
        offsets = encoded.pop("offset_mapping")[0].tolist()
        with torch.inference_mode():
            output = model(**encoded)
        starts, ends = output.start_logits[0].double(), output.end_logits[0].double()
        logits.append(torch.stack([starts, ends], 1).flatten().tolist())
        tokens = [place for place, sequence in enumerate(encoded.sequence_ids(0)) if sequence == 1]
        pairs = [(start, end) for start in tokens for end in tokens if 0 <= end - start < 30]
        start, end = max(pairs, key=lambda pair: (starts[pair[0]] + ends[pair[1]]).item())
        shares = [torch.softmax(side[[0, *tokens]], 0) for side in (starts, ends)]
        places = [offsets[start][0], offsets[end][1]]
        answers.append(
            {
                "answer": context[places[0] : places[1]],
                "score": (shares[0][tokens.index(start) + 1] * shares[1][tokens.index(end) + 1]).item(),
                "start": places[0],
                "end": places[1],
            }
        )
    result = {
        "missing": sorted(map(str, loading["missing_keys"])),
        "unexpected": sorted(map(str, loading["unexpected_keys"])),
        "mismatched": sorted(map(str, loading["mismatched_keys"])),
        "logits": logits,
        "answers": answers,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
