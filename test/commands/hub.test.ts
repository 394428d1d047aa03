import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openFeatures } from "../../src/prediction/index.js";
import { type HubServer, hubServer } from "../hub-server.js";
import { workplace } from "./workplace.js";

const place = workplace();
const name = "some/tiny-bert";
const commit = "0123456789abcdef0123456789abcdef01234567";
const token = "hf_verysecret";
const proxies = ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"];
const ours = ["HF_ENDPOINT", "HF_HOME", "HF_HUB_CACHE", "HF_TOKEN", "HF_HUB_OFFLINE"];
const variables = [...ours, ...proxies];
const before = Object.fromEntries(variables.map((variable) => [variable, process.env[variable]]));

let hub: HubServer;
beforeAll(async () => {
  const files: Record<string, Buffer> = {};
  for (const file of await readdir(place.path("bert"))) {
    files[file] = await readFile(place.path("bert", file));
  }
  hub = await hubServer(name, { commit, files });
  for (const variable of variables) delete process.env[variable];
  Object.assign(process.env, {
    HF_ENDPOINT: hub.endpoint,
    HF_HOME: place.path("hf"),
    HF_TOKEN: token,
  });
});
afterAll(async () => {
  for (const variable of variables) {
    if (before[variable] === undefined) delete process.env[variable];
    else process.env[variable] = before[variable];
  }
  await hub.close();
});

const train = ["--train", "train.csv", "--validation", "validation.csv", "--max-steps", "2"];

/** Every file of a folder, as one text. */
async function everything(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name: file }) =>
    readFile(join(parentPath, file), "latin1"),
  );
  return (await Promise.all(texts)).join("\n");
}

test("lengths are counted in tokens of a model of the hub, of which only the tokenizer comes", async () => {
  const { status, stderr } = await place.berth("data", "stats", "train.csv", "--model", name);
  expect(stderr).toContain(`${name}: downloading commit 0123456`);
  expect(status).toBe(0);
  expect(hub.seen.map(({ path }) => path)).not.toContainEqual(
    expect.stringContaining("model.safetensors"),
  );
});

test("a model of the hub is fine-tuned, its commit recorded, and the token nowhere to be seen", async () => {
  const { status, stdout, stderr } = await place.berth(
    "finetune",
    ...train,
    "--model",
    name,
    "--output",
    "run",
  );
  expect(stderr).toContain(`${name}: downloading commit 0123456`);
  expect(status).toBe(0);
  expect(await place.readJson("run/recipe.json")).toMatchObject({ model: name, revision: commit });
  expect(await place.read("run/README.md")).toContain(`base_model: ${name}`);
  expect(hub.seen.some(({ authorization }) => authorization === `Bearer ${token}`)).toBe(true);
  expect(`${stdout}${stderr}${await everything(place.path("run"))}`).not.toContain(token);
});

test("vectors come of a model at the revision that is named", async () => {
  const options = { engine: "onnxruntime" } as const;
  const features = await openFeatures(name, { ...options, revision: commit });
  expect(await features.embed(["good"])).toHaveLength(1);
  await features.close();
  await expect(openFeatures(name, { ...options, revision: "v9" })).rejects.toMatchObject({
    code: "HUB_NOT_FOUND",
    message: expect.stringContaining('"v9"'),
  });
});

test.each([
  [["embed", "good"], "embedding"],
  [["tokenizer", "encode", "good"], "##d"],
  [["tokenizer", "decode", "5"], "\n"],
])("%j reads a model of the hub at the revision that is named", async (words, told) => {
  const at = (revision: string) => place.berth(...words, "--model", name, "--revision", revision);
  const { status, stdout, stderr } = await at(commit);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stdout).toContain(told);
  expect(await at("v9")).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(
      /^HUB_NOT_FOUND {2}some\/tiny-bert: the hub has no revision "v9"/m,
    ),
  });
});

test("it begins with the same weights as from its folder", async () => {
  await place.berth("finetune", ...train, "--model", "bert", "--output", "from-folder");
  const weights = (run: string) => readFile(place.path(run, "model.safetensors"));
  expect(await weights("from-folder")).toEqual(await weights("run"));
});

test("pre-training goes on from a model of the hub, and its commit and name are recorded", async () => {
  const sentence = "the soup was warm and the guide was good.";
  await place.write("corpus.txt", `${sentence}\n`.repeat(40));
  const sizes = ["--max-length", "16", "--max-steps", "1", "--corpus-cache", "corpora"];
  const words = ["--corpus", "corpus.txt", "--model", name, "--revision", "main", ...sizes];
  const { status, stderr } = await place.berth("pretrain", ...words, "--output", "onward");
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stderr).not.toContain("--revision has no effect");
  const recipe = await place.readJson("onward/recipe.json");
  expect(recipe).toMatchObject({ model: name, revision: commit });
  expect(recipe.surroundings).toHaveProperty([`hash of ${name}/model.safetensors`]);
  expect(await place.read("onward/README.md")).toContain(`base_model: ${name}`);
  const absent = ["--revision", "v9", "--output", "absent"];
  const { stderr: refused } = await place.berth("pretrain", ...words, ...absent);
  expect(refused).toMatch(/^HUB_NOT_FOUND {2}some\/tiny-bert: the hub has no revision "v9"/m);
  const folder = ["--model", "bert", "--output", "from-files"];
  expect((await place.berth("pretrain", ...words, ...folder)).stderr).toContain(
    "--revision has no effect: bert is not of the hub",
  );
});

test("offline, the cache is enough; what it lacks is told", async () => {
  process.env["HF_HUB_OFFLINE"] = "1";
  hub.seen.length = 0;
  await writeFile(place.path("texts.txt"), "a fine film\n");
  const predicted = await place.berth("predict", "--model", name, "--data", "texts.txt", "--quiet");
  expect(predicted).toMatchObject({ status: 0, stderr: "" });
  const other = await place.berth(
    "evaluate",
    "--model",
    name,
    "--data",
    "train.csv",
    "--revision",
    "v1",
  );
  expect(other).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^HUB_OFFLINE {2}some\/tiny-bert: /),
  });
  expect(hub.seen).toEqual([]);
});
