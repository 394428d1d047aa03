/**
 * Every error code of Berth: what it means, and the exit status it gives the command.
 * The code is API; the sentence shown beside it may improve. `docs/errors.md` is made from this table.
 */
export const errorCodes = {
  FILE_MISSING: { exit: 1, meaning: "A file or folder that was named does not exist." },
  FILE_UNREADABLE: { exit: 1, meaning: "A file exists but the system refuses to read it." },
  FILE_UNWRITABLE: { exit: 1, meaning: "The system refuses to write a file that was asked for." },
  FILE_EMPTY: { exit: 1, meaning: "A data file holds nothing." },
  FILE_ENCODING: {
    exit: 1,
    meaning: "A data file is not in the encoding it is read as: UTF-8, or one found or named.",
  },
  FORMAT_UNKNOWN: {
    exit: 1,
    meaning: "Neither the name nor the content of a data file tells a format that Berth reads.",
  },
  QUOTE_BROKEN: {
    exit: 1,
    meaning: "A quoted cell of a CSV is never closed, or goes on behind its closing quote.",
  },
  ROW_CELLS: { exit: 1, meaning: "A row has more or fewer cells than the header." },
  ROWS_MISSING: { exit: 1, meaning: "A data file has a header, or an empty list, and no rows." },
  JSON_BROKEN: { exit: 1, meaning: "A record of a JSON file is not one JSON object." },
  COLUMN_MISSING: { exit: 1, meaning: "A data file lacks a column that was named." },
  COLUMN_REPEATED: { exit: 1, meaning: "Two columns of a data file have the same name." },
  LABEL_NUMBER: {
    exit: 1,
    meaning: "A cell that must hold the number to learn holds something else.",
  },
  CHOICE_COUNT: {
    exit: 1,
    meaning:
      "A question or a file has another number of choices than the model was trained on, or fewer than two.",
  },
  LABEL_NAMES: {
    exit: 1,
    meaning: "The file of `--label-names` does not hold one name a line, each once.",
  },
  POS_WEIGHT_COUNT: {
    exit: 2,
    meaning: "`--pos-weight` does not have one positive number for each label.",
  },
  CLASS_TOO_SMALL: {
    exit: 1,
    meaning:
      "A label has too few rows to be in both parts of a stratified split, or there are too few rows for two parts.",
  },
  TOKENIZER_MISMATCH: {
    exit: 1,
    meaning: "The tokenizer gives ids for which the model has no embedding.",
  },
  TOKENIZER_BROKEN: { exit: 1, meaning: "A tokenizer file does not hold what it must." },
  MODEL_FILE_MISSING: { exit: 1, meaning: "A model directory lacks a file." },
  USAGE: {
    exit: 2,
    meaning:
      "The command line, or an option of a function, is off: an unknown name, or a value it cannot take.",
  },
  RECIPE_BROKEN: {
    exit: 1,
    meaning: "A `--config` file is not YAML or JSON with names and values.",
  },
  SEQUENCE_TOO_LONG: {
    exit: 1,
    meaning:
      "`--max-length` is above what the model has positions for, in training, prediction, evaluation or vectors.",
  },
  HUB_NOT_FOUND: {
    exit: 1,
    meaning:
      "`--model` is no folder, and the Hugging Face hub has no such model, or not this revision of it.",
  },
  HUB_DENIED: {
    exit: 1,
    meaning: "The hub does not give a model to this account, or does not accept its token.",
  },
  HUB_BUSY: {
    exit: 1,
    meaning: "The hub asks to wait, or has a fault of its own, and several attempts did not help.",
  },
  HUB_UNREACHABLE: { exit: 1, meaning: "The hub, or its mirror, does not answer as one." },
  HUB_OFFLINE: {
    exit: 1,
    meaning: "A model is not in the cache, and `HF_HUB_OFFLINE` forbids to ask the hub.",
  },
  HUB_DAMAGED: {
    exit: 1,
    meaning: "A file arrived twice with another checksum than the hub says it has.",
  },
  HUB_SETTING: {
    exit: 1,
    meaning:
      "An environment variable of Hugging Face's programs, or one that names a proxy, does not hold what it must.",
  },
  SHAPE_MISMATCH: { exit: 70, meaning: "Two tensors that meet in an operation do not fit." },
  GRADIENT_MISSING: {
    exit: 70,
    meaning: "A gradient was asked through an operation that has none.",
  },
  CONFIG_UNSUPPORTED: {
    exit: 1,
    meaning: "`config.json` describes a model that Berth does not build.",
  },
  LAYER_UNKNOWN: { exit: 2, meaning: "`--layers` names a layer that the model does not have." },
  ENCODER_LAYERS: { exit: 2, meaning: "`--encoder-layers` asks for more layers than there are." },
  FREEZE_UNKNOWN: { exit: 2, meaning: "`--freeze` names a part that the model does not have." },
  SETTING_UNFIT: { exit: 2, meaning: "A setting does not go with the task, or with another one." },
  LAYERS_SHARED: {
    exit: 2,
    meaning:
      "`--freeze`, `--llrd` or `--reinit-layers` treats layers differently whose weights are shared (ALBERT).",
  },
  FEATURE_NUMBER: { exit: 1, meaning: "A cell of a numeric feature column holds no number." },
  FEATURE_VALUES: {
    exit: 1,
    meaning: "A categorical feature column has more values than become features.",
  },
  FEATURES_MISSING: {
    exit: 1,
    meaning: "A model that reads columns beside the text was given texts alone.",
  },
  TASK_UNFIT: { exit: 1, meaning: "A model was asked for what its task does not give." },
  HEAD_MISSING: {
    exit: 1,
    meaning: "The model directory lacks the head that was asked for, such as one that classifies.",
  },
  SENTENCES_TOO_FEW: {
    exit: 1,
    meaning: "Pairs of sentences are to be learnt, and most documents have one sentence.",
  },
  MASK_MISSING: {
    exit: 1,
    meaning:
      "Among the tokens of a text to fill that the model reads is no mask token, or not every one.",
  },
  LOSS_NOT_FINITE: {
    exit: 1,
    meaning: "Training left the finite numbers; the checkpoint before it stands.",
  },
  RESUME_DIFFERS: {
    exit: 1,
    meaning:
      "A resumed run would not end with the same weights, or its checkpoint does not fit it: a setting differs.",
  },
  WEIGHTS_MISSING: { exit: 1, meaning: "A weights file lacks tensors of the encoder." },
  WEIGHTS_SHAPE: { exit: 1, meaning: "A tensor has another shape than `config.json` says." },
  MODEL_CLOSED: { exit: 1, meaning: "A model was closed while it was used." },
  ENGINE_MISSING: {
    exit: 1,
    meaning: "The native runtime that computes is not installed or does not load.",
  },
  ENGINE_REFUSED: { exit: 70, meaning: "The native runtime does not accept a graph or a tensor." },
  INPUT_REPEATED: { exit: 70, meaning: "Two inputs of one graph have the same name." },
  DISK_FULL: {
    exit: 1,
    meaning: "There is no room on the disk; what was saved before is unchanged.",
  },
  OUTPUT_EXISTS: {
    exit: 1,
    meaning: "The output file, or files in the output folder, are there already; none was touched.",
  },
  OUTPUT_BUSY: {
    exit: 1,
    meaning: "Another process is training into the output folder; nothing in it was touched.",
  },
  SAFETENSORS_BROKEN: { exit: 1, meaning: "A weights file breaks the rules of its format." },
  WEIGHTS_BROKEN: {
    exit: 1,
    meaning:
      "A weights file of PyTorch or TensorFlow is damaged: it breaks the rules of its format.",
  },
  WEIGHTS_FORMAT: {
    exit: 1,
    meaning: "A weights file of PyTorch or TensorFlow is of a kind that Berth does not read.",
  },
  WEIGHTS_UNSAFE: {
    exit: 1,
    meaning:
      "A weights file of PyTorch asks for code that no list of tensors needs. None of it was run.",
  },
  WEIGHTS_UNCLEAR: {
    exit: 1,
    meaning: "A model directory has several files that could be its weights.",
  },
  TENSOR_DTYPE: {
    exit: 1,
    meaning: "A weights file has an element type that Berth does not read.",
  },
  TEXT_EMPTY: {
    exit: 1,
    meaning: "A cell of a text column is empty, or a text of a pair, or a choice or its context.",
  },
  LABEL_EMPTY: { exit: 1, meaning: "A cell of the label column is empty." },
  LABEL_UNKNOWN: { exit: 1, meaning: "A row has a label that was not in the training data." },
  ONE_CLASS: { exit: 1, meaning: "Every row has the same label: there is nothing to tell apart." },
  ANSWERS_BROKEN: {
    exit: 1,
    meaning: "A cell opens as a list or a record of answers and does not go on as one.",
  },
  ANSWERS_MISSING: {
    exit: 1,
    meaning: "No question of a data file has answers to learn from or to score against.",
  },
  QUESTION_UNREADABLE: {
    exit: 1,
    meaning: "The question or its context is empty, or the question is too long for a window.",
  },
  COLUMN_UNCLEAR: {
    exit: 1,
    meaning: "No column was named for the text or the label, and none looks like it.",
  },
  CLASS_WEIGHTS_COUNT: {
    exit: 2,
    meaning: "`--class-weights` is not one positive number for each label.",
  },
  METRIC_UNKNOWN: {
    exit: 2,
    meaning:
      "`--metric-for-best-model` names a score that the task does not have, or that the validation rows do not tell.",
  },
  INTERRUPTED: {
    exit: 130,
    meaning:
      "The run was stopped by Ctrl-C or SIGTERM; `last/` was written first if it had begun to step.",
  },
  DEVICE_MISSING: {
    exit: 1,
    meaning: "The device that was asked for, such as a GPU, cannot be used on this machine.",
  },
  PRECISION_UNSUPPORTED: {
    exit: 2,
    meaning: "The engine does not compute in the precision that was asked for on this machine.",
  },
  INTERNAL: { exit: 70, meaning: "A fault of Berth itself, not of the data. A report is welcome." },
  ENGINE_MEMORY: {
    exit: 1,
    meaning: "There is not enough memory for a computation. Training goes on with smaller batches.",
  },
  MEMORY_SHORT: {
    exit: 1,
    meaning: "There is not enough memory to train on even one text at a time.",
  },
  PART_SIZES: {
    exit: 2,
    meaning:
      "The sizes of a split's parts do not use every row once, or leave a part without rows.",
  },
  GROUPS_TOO_FEW: {
    exit: 1,
    meaning: "A split by whole groups has fewer groups than parts.",
  },
  TIME_UNREADABLE: {
    exit: 1,
    meaning: "A cell of the column of a split by time is neither a date nor a number.",
  },
  CELL_UNWRITABLE: {
    exit: 1,
    meaning: "A cell holds what the asked format cannot: a tab or a line break in a `.tsv` file.",
  },
  SPANS_BROKEN: {
    exit: 1,
    meaning: "The spans of a row are no list of [start, end, type], or are not inside its text.",
  },
  EXAMPLES_MISSING: {
    exit: 1,
    meaning: "Every row of the training data is left out, so that there is nothing to learn from.",
  },
  ENTITIES_MISSING: {
    exit: 1,
    meaning:
      "No row of the training data marks an entity, or nobody annotated a row of other data.",
  },
  TAGS_BROKEN: {
    exit: 1,
    meaning:
      "The tokens or tags of a row are no list, are not equally many, or hold what is no tag.",
  },
  THESAURUS_BROKEN: {
    exit: 1,
    meaning: "A thesaurus is not lines of a word, a tab and synonyms, or one JSON object of lists.",
  },
  WORDNET_MISSING: {
    exit: 1,
    meaning: "Synonyms were asked for, and neither WordNet nor a thesaurus file is there.",
  },
  NULL_BYTE: { exit: 1, meaning: "A record of a text file has a null byte." },
  RECORD_SHAPE: {
    exit: 1,
    meaning:
      "A record lacks what its format must have, or is one object that holds all rows of its file.",
  },
  RECORD_TOO_LONG: { exit: 1, meaning: "A record of a data file does not fit in memory." },
  PARQUET_BROKEN: { exit: 1, meaning: "A Parquet file breaks the rules of its format." },
  LIST_BROKEN: { exit: 1, meaning: "A cell opens as a list and does not go on as one." },
  CLEANING_UNKNOWN: { exit: 2, meaning: "There is no cleaning step or preset of this name." },
  CLEANING_SETTING: {
    exit: 2,
    meaning: "A cleaning step has no such setting, or cannot take its value.",
  },
  CLEANING_BROKEN: { exit: 1, meaning: "A file does not hold a list of cleaning steps." },
  CLEANING_OFFSETS: {
    exit: 1,
    meaning:
      "Positions in a text are asked for or told by the data, and its cleaning moves characters.",
  },
  PACKAGE_MISSING: {
    exit: 1,
    meaning: "Something asked for needs a package that is not installed.",
  },
  COLUMNS_UNFIT: {
    exit: 1,
    meaning: "A file lacks the columns that the asked format is made of.",
  },
  CORPUS_EMPTY: { exit: 1, meaning: "A corpus holds no text." },
  VOCABULARY_TOO_SMALL: {
    exit: 2,
    meaning: "`--vocab-size` has no room for the special tokens and the characters of the corpus.",
  },
  TOKEN_UNKNOWN: { exit: 1, meaning: "A number is no id of the tokenizer's vocabulary." },
  DATA_FAULTY: {
    exit: 1,
    meaning: "The check of the data found errors, or with `--strict` warnings.",
  },
} as const satisfies Record<string, { exit: 1 | 2 | 70 | 130; meaning: string }>;

export type ErrorCode = keyof typeof errorCodes;
