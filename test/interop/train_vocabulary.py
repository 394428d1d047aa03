"""Trains a lower-cased WordPiece vocabulary with Hugging Face's tokenizers and prints, as JSON, its tokens and into which
of them it cuts another text.

    python train_vocabulary.py TRAIN.txt VOCABULARY_SIZE OTHER.txt

Printed: `tokens`, in the order of their ids, and `other`, the tokens of every line of OTHER.txt.
"""

import json
import pathlib
import sys

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def main(train: str, size: str, other: str) -> None:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=int(size), min_frequency=2, special_tokens=SPECIAL, show_progress=False
    )
    tokenizer.train([train], trainer)
    lines = pathlib.Path(other).read_text(encoding="utf-8").split("\n")
    tokens = [encoding.tokens for encoding in tokenizer.encode_batch(lines, add_special_tokens=False)]
    ids = tokenizer.get_vocab()
    print(json.dumps({"tokens": sorted(ids, key=ids.get), "other": tokens}))


if __name__ == "__main__":
    main(*sys.argv[1:])
