// Not by the index: flags are told without loading the readers.
import { formatNames } from "../../records/read-options.js";
import {
  choice,
  choices,
  modelName,
  names,
  real,
  setting,
  text,
  toggle,
  whole,
  yesOrNo,
} from "../setting.js";

const path = text("FILE", "the path of a file");
const column = text("COLUMN", "the name of a column");

/** How rows are augmented. */
export const augmentMethods = ["synonym", "insert", "swap", "delete", "contextual"] as const;

/** Where the rows come from, and what is done with them before a model sees them. */
export const dataSettings = {
  train: setting(path, {
    group: "Data",
    description: "labelled rows to learn from: a file of any format in docs/data-formats.md",
    default: "must be given",
    example: "train.csv",
    aliases: ["train_file"],
  }),
  validation: setting(path, {
    group: "Data",
    description: "labelled rows that choose the best weights",
    default: "a part of the training rows",
    example: "validation.csv",
    aliases: ["validation_file"],
  }),
  validationSplit: setting(
    real("a number above 0 and below 1", (value) => value > 0 && value < 1),
    {
      group: "Data",
      description:
        "share of the training rows kept for validation: the same of every class, of every label of label sets, and of ten bins of a number",
      default: "0.1 without a validation file",
      example: "0.2",
    },
  ),
  splitSeed: setting(whole(0), {
    group: "Data",
    description:
      "seed of the validation split and of augmented rows, where it is to be another than that of the training",
    default: "that of --seed; of several --seeds, the first",
    example: "42",
  }),
  groupBy: setting(text("COLUMN", "the name of a column, or near-duplicates"), {
    group: "Data",
    description:
      "keep rows with the same value of a column, or near-duplicates, on one side of the validation split",
    default: "none",
    example: "near-duplicates",
  }),
  test: setting(path, {
    group: "Data",
    description: "labelled rows for the final scores, used for no decision",
    default: "none",
    example: "test.csv",
    aliases: ["test_file"],
  }),
  strict: setting(toggle, {
    group: "Data",
    description: "end before the first step where the check of the data has warnings",
    default: "off: only its errors end a run",
    example: "true",
  }),
  textColumn: setting(column, {
    group: "Data",
    description: "column of the text",
    default: "guessed, and said",
    example: "tweet",
    aliases: ["text_column_name"],
  }),
  labelColumn: setting(column, {
    group: "Data",
    description: "column of the label",
    default: "guessed, and said",
    example: "sentiment",
    aliases: ["label_column_name"],
  }),
  textPairColumn: setting(column, {
    group: "Data",
    description: "column of the second text: of a pair, or the context of a question",
    default: "guessed, and said, in tasks that read two",
    example: "context",
    aliases: ["text_pair_column_name", "context_column"],
  }),
  featureColumns: setting(names("COLUMNS", "names of columns, with commas between them"), {
    group: "Data",
    description:
      "columns that the head reads beside the text: numbers, standardised, or values; column:numeric and column:categorical say which",
    default: "none",
    example: "retweet_count,candidate:categorical",
  }),
  labelNames: setting(path, {
    group: "Data",
    description: "multi-label: names of all labels, one a line, for cells that hold ids from 0",
    default: "the labels that come in the training rows",
    example: "labels.txt",
  }),
  preset: setting(choice(["tweets"]), {
    group: "Data",
    description: "clean the texts by steps that are known by a name",
    default: "none",
    example: "tweets",
  }),
  cleaning: setting(path, {
    group: "Data",
    description:
      "clean the data by the steps of a JSON file: texts of all parts, rows of the training part",
    default: "none",
    example: "cleaning.json",
  }),
  maxTrainSamples: setting(whole(1), {
    group: "Data",
    description: "use only the first N training rows, in file order",
    default: "all rows",
    example: "1000",
  }),
  format: setting(choice(formatNames), {
    group: "Data",
    description: "format of the data files",
    default: "by their names and contents",
    example: "conll",
  }),
  delimiter: setting(text("SIGN", "one ASCII character, or tab, comma, semicolon, pipe or space"), {
    group: "Data",
    description: "what separates the cells of CSV and TSV files",
    default: "by the header of a CSV, a tab in a TSV",
    example: "semicolon",
  }),
  quote: setting(text("SIGN", "one ASCII character, or none"), {
    group: "Data",
    description: "what cells of CSV and TSV files stand in",
    default: "a double quote in a CSV, none in a TSV",
    example: "none",
  }),
  header: setting(yesOrNo, {
    group: "Data",
    description: "whether the first line of CSV and TSV files names the columns",
    default: "yes, where its cells do not come again below",
    example: "no",
  }),
  encoding: setting(text("NAME", "the name of an encoding"), {
    group: "Data",
    description: "encoding of the data files",
    default: "by their bytes",
    example: "gb18030",
  }),
  augment: setting(choices(augmentMethods), {
    group: "Data",
    description: "make more training rows out of each by these edits",
    default: "none",
    example: "synonym,swap",
  }),
  augmentRate: setting(
    real("a number above 0 and below 1", (value) => value > 0 && value < 1),
    {
      group: "Data",
      description: "share of a row's words that an augmentation edits",
      default: "0.1",
      example: "0.2",
    },
  ),
  augmentRows: setting(whole(1), {
    group: "Data",
    description: "rows that an augmentation makes of each training row",
    default: "1",
    example: "4",
  }),
  augmentThesaurus: setting(path, {
    group: "Data",
    description: "synonyms of your own: a word, a tab and synonyms a line, or JSON",
    default: "WordNet, for English",
    example: "synonyms.tsv",
  }),
  augmentModel: setting(modelName, {
    group: "Data",
    description: "model with a masked-language head that gives the words of contextual edits",
    default: "none: contextual edits need it",
    example: "bert-base-uncased",
  }),
};
