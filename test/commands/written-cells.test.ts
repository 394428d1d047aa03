import { beforeAll, describe, expect, test } from "vitest";
import { workplace } from "./workplace.js";

const place = workplace();
const rows = Array.from({ length: 12 }, (_, day) => ["station", "garden"][day % 2] ?? "");

/** A CSV file: every cell in quotes. */
function csv(...lines: readonly (readonly string[])[]): string {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  return lines.map((line) => `${line.map(cell).join(",")}\n`).join("");
}

const jsonLines = (values: readonly object[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");

async function finetune(train: string, ...more: string[]) {
  const step = ["--max-steps", "1", "--batch-size", "4", "--model", "bert"];
  return place.berth("finetune", "--train", train, "--output", `${train}-run`, ...step, ...more);
}

describe("answers in the forms of docs/question-answering.md", () => {
  const context = (where: string, day: number) => `our bus is near the ${where} on day ${day}`;
  const table = (names: readonly string[], answer: (where: string) => string): string =>
    csv(names, ...rows.map((where, day) => ["where is it?", context(where, day), answer(where)]));

  beforeAll(async () => {
    const usual = ["question", "context", "answers"];
    await place.write(
      "texts.csv",
      table(usual, (where) => where),
    );
    await place.write(
      "python.csv",
      table(usual, (where) => `{'text': array(['${where}'], dtype=object)}`),
    );
    await place.write(
      "named.csv",
      table(["asked", "read", "found"], (where) => JSON.stringify([where])),
    );
    await place.write(
      "broken.csv",
      table(usual, (where) => `["${where}`),
    );
  });

  const named = ["--text-column", "asked", "--text-pair-column", "read", "--label-column", "found"];

  test.each([
    { file: "texts.csv", flags: [] },
    { file: "python.csv", flags: [] },
    { file: "named.csv", flags: ["--task", "qa", ...named] },
  ])("are learnt from $file", async ({ file, flags }) => {
    const { status, stderr } = await finetune(file, ...flags);
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    expect((await place.readJson(`${file}-run/recipe.json`)).task).toBe("qa");
    expect(stderr).not.toMatch(/LABEL|stands? in the context|without answers/);
  });

  test("are checked as they are learnt", async () => {
    for (const file of ["texts.csv", "python.csv"]) {
      const { status, stdout } = await place.berth("data", "check", file, "--json");
      expect(status).toBe(0);
      const { kind, findings } = JSON.parse(stdout);
      expect(kind).toBe("answers");
      expect(findings.map(({ code }: { code: string }) => code)).not.toContain("ANSWER_MISPLACED");
    }
    const { status, stderr } = await finetune("broken.csv");
    expect(status).toBe(1);
    expect(stderr).toContain('ANSWER_BROKEN: 12 cells of "answers"');
  });
});

describe("words and tags in the forms of docs/entities.md", () => {
  const words = (where: string): string[] => ["our", "bus", "is", "near", "the", where];
  const tags = ["O", "B-CAR", "O", "O", "O", "B-LOC"];
  const python = (list: readonly string[]): string => `['${list.join("', '")}']`;

  beforeAll(async () => {
    await place.write(
      "ner-tags.jsonl",
      jsonLines(rows.map((where) => ({ tokens: words(where), ner_tags: tags }))),
    );
    await place.write(
      "labels.jsonl",
      jsonLines(rows.map((where) => ({ words: words(where), labels: tags }))),
    );
    const cells = rows.map((where) => [python(words(where)), python(tags)]);
    await place.write("lists.csv", csv(["tokens", "tags"], ...cells));
    await place.write("uneven.csv", csv(["words", "ner"], ...cells, ["['bus']", "['O', 'O']"]));
  });

  test.each(["ner-tags.jsonl", "labels.jsonl", "lists.csv"])("are learnt from %s", async (file) => {
    const { status, stderr } = await finetune(file);
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    const { id2label } = await place.readJson(`${file}-run/config.json`);
    expect(Object.values(id2label)).toEqual(["O", "B-CAR", "I-CAR", "B-LOC", "I-LOC"]);
    expect(stderr).not.toContain("LABEL");
  });

  test("are checked as they are learnt", async () => {
    for (const file of ["ner-tags.jsonl", "labels.jsonl", "lists.csv"]) {
      const { status, stdout } = await place.berth("data", "check", file, "--json");
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ kind: "tags", labels: [] });
    }
    const { status, stdout } = await place.berth("data", "check", "uneven.csv", "--json");
    expect(status).toBe(1);
    const { findings } = JSON.parse(stdout);
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: "TAGS_BROKEN",
        count: 1,
        rows: [expect.objectContaining({ column: "ner", value: "1 tokens, 2 tags" })],
      }),
    );
  });
});
