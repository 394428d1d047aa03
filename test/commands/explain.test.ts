import { expect, test } from "vitest";
import { type Json, workplace } from "./workplace.js";

const place = workplace();
const text = "the soup </script><b>made</b> us smile 😀";
const predict = (...words: string[]) => place.berth("predict", "--model", "bert", ...words);
const predicted = async (...words: string[]): Promise<Json> =>
  JSON.parse((await predict(...words, "--json")).stdout);

test("an attribution tells the label that berth predict gives, and a score a token with its place", async () => {
  const [[best]] = await predicted(text);
  const [told] = await predicted(text, "--explain", "attribution");
  expect(told).toMatchObject({ text, label: best.label, explained: best.label });
  expect(told.score).toBeCloseTo(best.score, 5);
  for (const { token, start, end, sequence, score } of told.tokens) {
    expect(Number.isFinite(score)).toBe(true);
    const piece = token.replace(/^##/, "");
    if (sequence === 0 && token !== "[UNK]") expect(text.slice(start, end)).toBe(piece);
  }
  const [other] = await predicted(text, "--explain", "attribution", "--explain-label", "positive");
  expect(other).toMatchObject({ label: best.label, explained: "positive" });
});

test("without a file a table shows how much each token counts", async () => {
  const { status, stdout } = await predict("the soup", "--explain", "attribution");
  expect(status).toBe(0);
  expect(stdout).toMatch(/^the soup: \w+ 0\.\d{4}\n {2}token +characters +score\n {2}\[CLS\] /);
});

test("--output has a line a text, --limit says what is left out", async () => {
  await place.write("texts.txt", "a\nb c\nd\n");
  const words = ["--data", "texts.txt", "--explain", "attention", "--limit", "2"];
  const { status, stderr } = await predict(...words, "--output", "out/a.jsonl");
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr:
      "Explained: the first 2 of 3 texts; --limit takes more.\nThe explanations are in out/a.jsonl\n",
  });
  const lines = (await place.read("out/a.jsonl"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map((line: Json) => line.text)).toEqual(["a", "b c"]);
  for (const { tokens, attention } of lines) {
    expect(attention).toHaveLength(2);
    for (const head of attention.flat()) {
      expect(head).toHaveLength(tokens.length);
      for (const line of head) {
        expect(line.reduce((sum: number, share: number) => sum + share)).toBeCloseTo(1, 5);
      }
    }
  }
});

test.each([
  ["attribution", "en", "What speaks for a label"],
  ["attribution", "zh", "哪些词支持该类别"],
  ["attention", "en", "Attention weights"],
  ["attention", "zh", "注意力权重"],
])(
  "the page of %s in %s needs nothing from outside, and texts stay texts",
  async (kind, lang, heading) => {
    const file = `${kind}-${lang}.html`;
    const { status } = await predict(text, "--explain", kind, "--html", file, "--lang", lang);
    expect(status).toBe(0);
    const page = await place.read(file);
    expect(page).toContain(`<html lang="${lang}">`);
    expect(page).toContain(`<p>${heading}</p><h1>bert</h1>`);
    expect(page).not.toMatch(/https?:|src=|<link|@import|url\(/);
    expect(page).not.toContain("<b>made");
    expect(page).toContain("prefers-color-scheme: dark");
  },
);

test("an attention page holds every weight to a 255th", async () => {
  const [{ tokens, attention }] = await predicted(text, "--explain", "attention");
  await predict(text, "--explain", "attention", "--html", "weights.html");
  const page = await place.read("weights.html");
  const data = JSON.parse(
    /<script type="application\/json">(.*?)<\/script>/s.exec(page)?.[1] ?? "",
  );
  expect(data).toMatchObject({
    layers: 2,
    heads: 4,
    tokens: tokens.map(({ token }: Json) => token),
  });
  const shares = attention.flat(3).map((share: number) => Math.round(255 * share));
  expect([...Buffer.from(data.weights, "base64")]).toEqual(shares);
});

test.each([
  [
    ["--explain", "attention"],
    /^USAGE {2}--explain attention: its weights are too many for a table\./,
  ],
  [
    ["--explain", "gradient"],
    /^USAGE {2}--explain: must be one of attribution, attention; "gradient" came/,
  ],
  [
    ["--explain", "attention", "--json", "--explain-label", "x"],
    /^USAGE {2}--explain-label: attention weights are of no label\./,
  ],
  [
    ["--explain", "attribution", "--top-k", "2"],
    /^USAGE {2}--top-k: means nothing for --explain\./,
  ],
  [
    ["--explain", "attribution", "--output", "out/x", "--html", "./out/x"],
    /^USAGE {2}--html: \.\/out\/x is named for the explanations too \(--output\)/,
  ],
  [["--limit", "3"], /^USAGE {2}--limit: goes with --explain attribution or --explain attention/],
  [
    ["--explain", "attribution", "--output", "train.csv"],
    /^OUTPUT_EXISTS {2}train\.csv: is there already; it was not touched\. Name another with --output/,
  ],
])("%j is refused", async (words, sentence) => {
  const { status, stdout, stderr } = await predict("a", ...words);
  expect({ status: status === 0, stdout }).toEqual({ status: false, stdout: "" });
  expect(stderr).toMatch(sentence);
});

test("a model that labels words has attention weights, but no label of a text", async () => {
  const config = await place.readJson("bert/config.json");
  await place.copy("bert", "tagger");
  const other = { ...config, architectures: ["BertForTokenClassification"] };
  await place.write("tagger/config.json", JSON.stringify(other));
  const words = ["--model", "tagger", "a", "--explain", "attribution"];
  const attention = ["--model", "tagger", "a", "--explain", "attention", "--json"];
  const [told] = JSON.parse((await place.berth("predict", ...attention)).stdout);
  expect(told).toMatchObject({ text: "a", truncated: false });
  expect(told).not.toHaveProperty("label");
  const asked = await place.berth("predict", ...attention, "--question", "why?");
  expect(asked.stderr).toMatch(/^USAGE {2}--question: goes with the task qa/);
  expect(await place.berth("predict", ...words)).toMatchObject({
    status: 1,
    stderr:
      "TASK_UNFIT  tagger: this model was trained for the task ner; attributions are of models that give a label or a number to a text or a pair of texts (classification, pair, regression, multi-label). Its attention weights can be shown: --explain attention\n",
  });
});
