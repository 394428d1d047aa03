"""Reads a TFRecord of BERT's features with TensorFlow, and encodes the same texts with transformers.

    python read_tf_record.py FILE.tfrecord TEXTS.json MODEL_DIR LENGTH

TEXTS.json is an array of strings. Printed as JSON: `read`, the features of every record as the parser of Google's
BERT (`input_fn_builder` of run_classifier.py) takes them, and `encoded`, what transformers' tokenizer gives for the
texts, padded and cut to LENGTH, under the same names.
"""

import json
import os
import pathlib
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow as tf
from transformers import AutoTokenizer

file, texts, model, length = sys.argv[1:]
size = int(length)
features = {
    "input_ids": tf.io.FixedLenFeature([size], tf.int64),
    "input_mask": tf.io.FixedLenFeature([size], tf.int64),
    "segment_ids": tf.io.FixedLenFeature([size], tf.int64),
    "label_ids": tf.io.FixedLenFeature([], tf.int64),
}
records = tf.data.TFRecordDataset(file).map(lambda record: tf.io.parse_single_example(record, features))
read = [{name: value.tolist() for name, value in record.items()} for record in records.as_numpy_iterator()]

tokenizer = AutoTokenizer.from_pretrained(model)
encoded = tokenizer(
    json.loads(pathlib.Path(texts).read_text(encoding="utf-8")),
    padding="max_length", truncation=True, max_length=size, return_token_type_ids=True,
)
names = {"input_ids": "input_ids", "input_mask": "attention_mask", "segment_ids": "token_type_ids"}
rows = [
    {name: encoded[theirs][row] for name, theirs in names.items()} for row in range(len(encoded["input_ids"]))
]
print(json.dumps({"read": read, "encoded": rows}))
