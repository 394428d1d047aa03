"""Loads a tokenizer's files with transformers and prints, as JSON, what it makes of some texts.

    python check_tokenizer.py TOKENIZER_DIR TEXTS.json

TEXTS.json is an array of texts and of pairs of texts. Printed: `ids` and `type_ids` (one array each), `decoded`,
`special` (the special tokens by their roles), `model_max_length` and `class`.
"""

import json
import pathlib
import sys

from transformers import AutoTokenizer


def main(directory: str, texts_file: str) -> None:
    texts = json.loads(pathlib.Path(texts_file).read_text(encoding="utf-8"))
    tokenizer = AutoTokenizer.from_pretrained(directory)
    encodings = [tokenizer(*([text] if isinstance(text, str) else text), truncation=True) for text in texts]
    roles = ["pad", "unk", "cls", "sep", "mask"]
    result = {
        "class": type(tokenizer).__name__,
        "ids": [encoding["input_ids"] for encoding in encodings],
        "type_ids": [encoding["token_type_ids"] for encoding in encodings],
        "decoded": [tokenizer.decode(encoding["input_ids"], skip_special_tokens=True) for encoding in encodings],
        "special": {role: getattr(tokenizer, f"{role}_token") for role in roles},
        "all_special": sorted(tokenizer.all_special_tokens),
        "model_max_length": tokenizer.model_max_length,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
