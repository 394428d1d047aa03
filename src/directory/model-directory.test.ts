import { mkdir, symlink, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { checkModelDirectory, completeDirectory, readConfig, resolveModel } from "./index.js";

const path = temporaryFolder();

/** A folder with empty files of these names. */
async function folderWith(name: string, files: readonly string[]): Promise<string> {
  await mkdir(path(name));
  for (const file of files) await writeFile(path(name, file), "");
  return path(name);
}

test.each([
  ["weights in one file", ["config.json", "model.safetensors", "tokenizer.json"]],
  ["weights in several", ["config.json", "model.safetensors.index.json", "vocab.txt"]],
  ["PyTorch's weights", ["config.json", "pytorch_model.bin", "vocab.txt"]],
  ["Google's release", ["bert_config.json", "bert_model.ckpt.index", "vocab.txt"]],
  ["a state dict of any name", ["config.json", "epoch-3.pt", "optimizer.pt", "vocab.txt"]],
])("a model directory with %s has what is needed", async (name, files) => {
  await checkModelDirectory(await folderWith(name, files));
});

const weights = "the weights (model.safetensors, pytorch_model.bin or bert_model.ckpt.index)";
const words = "tokenizer.json or vocab.txt";

test.each([
  [
    "no config",
    ["model.safetensors", "vocab.txt"],
    "lacks config.json; it has model.safetensors, vocab.txt.",
  ],
  [
    "no weights",
    ["config.json", "tokenizer.json"],
    `lacks ${weights}; it has config.json, tokenizer.json.`,
  ],
  [
    "no tokenizer",
    ["config.json", "model.safetensors"],
    `lacks ${words}; it has config.json, model.safetensors.`,
  ],
  ["nothing at all", [], `lacks config.json and ${weights} and ${words}; it is empty.`],
  [
    "many other files",
    ["1", "2", "3", "4", "5", "6", "config.json"],
    `lacks ${weights} and ${words}; it has 1, 2, 3, 4, 5 and 2 more.`,
  ],
])("a folder with %s is refused in one sentence", async (name, files, rest) => {
  const directory = await folderWith(name, files);
  await expect(checkModelDirectory(directory)).rejects.toMatchObject({
    code: "MODEL_FILE_MISSING",
    message: `${directory}: ${rest}`,
  });
});

test.each(["absent", "a-file", "a-file/within"])(
  "no folder of the name is told with what it must hold: %s",
  async (name) => {
    await writeFile(path("a-file"), "");
    await expect(checkModelDirectory(path(name))).rejects.toMatchObject({
      code: "FILE_MISSING",
      message: `${path(name)}: there is no such folder. --model takes a model's name on the hub, or a directory with config.json, weights (model.safetensors, pytorch_model.bin or bert_model.ckpt.index), and tokenizer.json or vocab.txt.`,
    });
  },
);

test.each([
  ['{"a": 1,\n "b": 2\n "c": 3}', 3, 'must be JSON; it breaks at "\\""'],
  ['{\n "a": 1,\n', 3, "must be JSON; it breaks at the end of the text"],
  ['{\n "a": NaN\n}', 2, 'must be JSON; it breaks at "N"'],
  ["", 1, "must be JSON; it breaks at the end of the text"],
  ["<html>", 1, 'must be JSON; it breaks at "<"'],
  ["[]\n", 1, 'must hold a JSON object, { "name": value, ... }'],
])(
  "a config.json that is not a JSON object is told with its line: %j",
  async (text, line, rule) => {
    await writeFile(path("config.json"), text);
    const file = path("config.json");
    await expect(readConfig(path())).rejects.toMatchObject({
      code: "JSON_BROKEN",
      message: `${file} line ${line}: ${rule}`,
      details: { file, line },
    });
  },
);

test("without config.json, Google's bert_config.json is read as that of a BERT", async () => {
  await mkdir(path("google"));
  await writeFile(path("google/bert_config.json"), '{"hidden_size": 4}');
  expect(await readConfig(path("google"))).toEqual({ model_type: "bert", hidden_size: 4 });
});

test("config.json is read as it stands", async () => {
  await writeFile(path("config.json"), '{"id2label": {"0": "好"}, "x": [1e-12, null]}\r\n');
  expect(await readConfig(path())).toEqual({ id2label: { 0: "好" }, x: [1e-12, null] });
});

test("a folder that the system does not tell of is refused by name", async () => {
  await symlink(path("loop"), path("loop"));
  for (const asked of [checkModelDirectory, resolveModel, completeDirectory]) {
    await expect(asked(path("loop", "model"))).rejects.toMatchObject({
      code: "FILE_UNREADABLE",
      message: `${path("loop", "model")}: the system refuses to read it (ELOOP)`,
    });
  }
});
