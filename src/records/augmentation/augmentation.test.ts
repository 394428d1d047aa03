import fc from "fast-check";
import { expect, test } from "vitest";
import { type AugmentSettings, augmentRows, type MadeRow } from "./augment-rows.js";
import { augmentTable } from "./augment-table.js";
import type { GappedText, SuggestWords } from "./contextual.js";
import type { AugmentMethod } from "./edits.js";
import { isStopWord } from "./stop-words.js";
import { textPassage } from "./text-passage.js";
import { inCaseOf, thesaurusOf } from "./thesaurus.js";
import { tokensPassage } from "./tokens-passage.js";

const thesaurus = thesaurusOf(
  new Map([
    ["good", ["fine", "decent"]],
    ["film", ["movie", "motion picture"]],
    ["高兴", ["愉快", "开心"]],
    ["房间", ["客房"]],
    ["the", ["this must never be seen"]],
  ]),
);
const all: readonly AugmentMethod[] = ["synonym", "insert", "swap", "delete"];
const settings = (more: Partial<AugmentSettings> = {}): AugmentSettings => ({
  methods: all,
  rate: 0.2,
  seed: 42,
  thesaurus,
  ...more,
});

/** Texts made of one, with the method of each. */
async function madeOf(
  text: string,
  perRow: number,
  more: Partial<AugmentSettings> = {},
): Promise<string[]> {
  const made = await augmentRows([textPassage(text)], { perRow }, settings(more));
  return made.map(({ cells }) => cells[0] ?? "");
}

const texts = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        "good",
        "the",
        "film,",
        "Good",
        '"film"',
        "@ann",
        "#x",
        "well-known",
        "don't",
        "房间很好",
        "高兴。",
        "http://a.b/c",
        "(",
        "😀",
        "1.5",
        "\n",
      ),
      {
        maxLength: 12,
      },
    )
    .map((words) => words.join(" ")),
);

test("words and gaps put together again are the text", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const { words, write } = textPassage(text);
      expect(write(words)).toEqual([text]);
    }),
    { numRuns: 500 },
  );
});

test.each(all)(
  "%s never gives an empty text, the same text, or the same one twice",
  async (method) => {
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(), async (text, seed) => {
        const made = await madeOf(text, 4, { methods: [method], seed });
        expect(new Set([text, ...made]).size).toBe(made.length + 1);
        for (const one of made) expect(one.trim()).not.toBe("");
      }),
      { numRuns: 200 },
    );
  },
);

test("what is made of a row depends on the seed and the row alone", async () => {
  const others = fc.array(texts, { maxLength: 5 });
  const madeOfFirst = async (list: readonly string[], at: number) =>
    (await augmentRows(list.map(textPassage), { perRow: 3 }, settings()))
      .filter(({ source }) => source === at)
      .map(({ cells, method }) => [method, ...cells]);
  await fc.assert(
    fc.asyncProperty(texts, others, async (text, before) => {
      expect(await madeOfFirst([...before, text], before.length)).toEqual(
        await madeOfFirst([text], 0),
      );
    }),
  );
  expect(await madeOf("a good film about a good man", 3, { seed: 1 })).not.toEqual(
    await madeOf("a good film about a good man", 3, { seed: 2 }),
  );
});

test("synonyms take the case of the word and leave signs, stop words, links and mentions alone", async () => {
  const made = await madeOf('The Good "FILM" (http://good.film #film @film)', 50, {
    methods: ["synonym"],
  });
  expect(made.length).toBeGreaterThan(2);
  for (const text of made) {
    expect(text).toMatch(
      /^The (Good|Fine|Decent) "(FILM|MOVIE|MOTION PICTURE)" \(http:\/\/good\.film #film @film\)$/,
    );
  }
  expect(inCaseOf("I", "me")).toBe("Me");
  expect(inCaseOf("高兴", "开心")).toBe("开心");
});

test("Chinese words directly behind a link or a closed topic are edited", async () => {
  for (const before of ["http://a.b/c", "#房间#"]) {
    const made = await madeOf(`${before}高兴`, 10, { methods: ["synonym"] });
    expect(made.sort()).toEqual([`${before}开心`, `${before}愉快`]);
  }
});

test("an inserted synonym stands apart from its neighbours, but not in Chinese", async () => {
  const made = await madeOf('"Good film," she said', 40, { methods: ["insert"], rate: 0.1 });
  for (const text of made) {
    expect(text.replace(/\b(fine|decent|movie|motion picture)\b ?/, "")).toBe(
      '"Good film," she said',
    );
    expect(text).not.toMatch(/ {2}|[a-z]{16}/);
  }
  const chinese = await madeOf("我今天很高兴。", 20, { methods: ["insert"] });
  expect(chinese.length).toBeGreaterThan(3);
  for (const text of chinese) expect(text.replace(/愉快|开心/, "")).toBe("我今天很高兴。");
});

test("a swap keeps the words, and a deletion keeps their order without doubled spaces", async () => {
  const text = "One two three, four five six seven eight";
  const words = (line: string): string[] => line.match(/\w+/g) ?? [];
  for (const made of await madeOf(text, 30, { methods: ["swap"] })) {
    expect(words(made).sort()).toEqual(words(text).sort());
    expect(made.replace(/\w+/g, "w")).toBe(text.replace(/\w+/g, "w"));
  }
  const deleted = await madeOf(text, 30, { methods: ["delete"] });
  expect(deleted.length).toBeGreaterThan(10);
  for (const made of deleted) {
    const kept = words(made);
    expect(kept).toEqual(words(text).filter((word) => kept.includes(word)));
    expect(made).toBe(made.trim());
    expect(made).not.toContain("  ");
  }
});

test("about the asked share of the words is deleted", async () => {
  const text = Array.from({ length: 40 }, (_, place) => `word${place}`).join(" ");
  const made = await madeOf(text, 300, { methods: ["delete"], rate: 0.3 });
  const kept = made.reduce((sum, one) => sum + one.split(" ").length, 0) / made.length;
  // The deviation of the mean of 300 binomial numbers is 0.17.
  expect(Math.abs(kept - 28)).toBeLessThan(0.7);
});

test("a text that cannot be edited gives no row", async () => {
  expect(await madeOf("", 2)).toEqual([]);
  expect(await madeOf("😀 !!", 2)).toEqual([]);
  expect(await madeOf("@ann https://t.co/x", 2)).toEqual([]);
  expect(await madeOf("word", 2, { methods: ["delete", "swap"] })).toEqual([]);
  expect(await madeOf("the the the", 2, { methods: ["synonym", "swap"] })).toEqual([]);
});

/** Entities of IOB2 tags: type and tokens. */
function entities(tokens: readonly string[], tags: readonly string[]): string[] {
  const found: string[] = [];
  for (const [place, tag] of tags.entries()) {
    if (tag.startsWith("B-")) found.push(`${tag.slice(2)} ${tokens[place]}`);
    if (tag.startsWith("I-")) found.push(`${found.pop()} ${tokens[place]}`);
  }
  return found;
}

/** Whether every I- follows a B- or I- of its type. */
const isValid = (tags: readonly string[]): boolean =>
  tags.every((tag, place) => !tag.startsWith("I-") || tags[place - 1]?.slice(1) === tag.slice(1));

test.each(all)("%s keeps entities whole, and IOB2 tags valid", async (method) => {
  const spans = fc.array(
    fc.oneof(
      fc.constantFrom("good", "film", "and", "saw").map((token) => [[token, "O"]]),
      fc.constant([
        ["Ann", "B-PER"],
        ["Good", "I-PER"],
      ]),
      fc.constant([["Film", "B-ORG"]]),
    ),
    { minLength: 1, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(spans, fc.nat(), async (list, seed) => {
      const [tokens, tags] = [0, 1].map((at) => list.flat().map((pair) => pair[at] ?? ""));
      const passage = tokensPassage(JSON.stringify(tokens), JSON.stringify(tags), "here");
      const made = await augmentRows(
        [passage],
        { perRow: 4 },
        settings({ methods: [method], seed, rate: 0.5 }),
      );
      for (const { cells } of made) {
        const [newTokens = [], newTags = []] = cells.map((cell) => JSON.parse(cell) as string[]);
        expect(newTokens).toHaveLength(newTags.length);
        expect(isValid(newTags)).toBe(true);
        expect(entities(newTokens, newTags)).toEqual(entities(tokens ?? [], tags ?? []));
      }
    }),
  );
});

test("in IOB1 a deletion never lets two entities become one", async () => {
  const passage = tokensPassage('["Ann","and","also","Bob"]', '["I-PER","O","O","I-PER"]', "here");
  const made = await augmentRows(
    [passage],
    { perRow: 20 },
    settings({ methods: ["delete"], rate: 0.9 }),
  );
  expect(made.map(({ cells }) => cells[1])).toEqual(made.map(() => '["I-PER","O","I-PER"]'));
  expect(made.length).toBe(2);
});

test("tags that are numbers stay numbers; cells that do not fit are refused", async () => {
  const passage = tokensPassage('["good","Ann"]', "[0,1]", "here");
  const [made] = await augmentRows([passage], { perRow: 1 }, settings({ methods: ["insert"] }));
  expect(made?.cells[1]).toMatch(/^\[0,(0,1|1)\]$|^\[0,0,1\]$/);
  const broken = [
    ['["a"]', "[]", "f.csv row 2: 1 tokens need as many tags; there are 0. Correct the row"],
    [
      "a b",
      "[]",
      'f.csv row 2: the tokens must be a JSON list such as ["a", "b"]; "a b" came. Correct the row',
    ],
  ] as const;
  for (const [tokens, tags, message] of broken) {
    expect(() => tokensPassage(tokens, tags, "f.csv row 2")).toThrowError(
      expect.objectContaining({ code: "TAGS_BROKEN", message }),
    );
  }
});

test("balanced rows bring every label up to the most frequent, in turns over its rows", async () => {
  const labels = ["a", "a", "a", "a", "b", "b", "c"];
  const passages = labels.map((_, row) =>
    textPassage(`good film number ${row} that I saw last night`),
  );
  const made = await augmentRows(passages, { labels }, settings());
  const sources = made.map(({ source }: MadeRow) => source);
  expect(sources).toEqual([4, 5, 6, 6, 6]);
  const bounded = await augmentRows(passages, { labels, perRow: 1 }, settings());
  expect(bounded.map(({ source }) => source)).toEqual([4, 5, 6]);
});

test("made rows stand behind the others, marked with their source, and keep its other cells", async () => {
  const table = {
    file: "a.csv",
    format: "csv",
    columns: ["id", "text"],
    rows: [
      ["7", "😀"],
      ["8", "good film"],
    ],
  } as const;
  const { table: more } = await augmentTable(
    table,
    { text: 1 },
    {},
    settings({ methods: ["swap"] }),
  );
  expect(more.columns).toEqual(["id", "text", "augmented_from", "augmentation"]);
  expect(more.rows).toEqual([
    ["7", "😀", null, null],
    ["8", "good film", null, null],
    ["8", "film good", "2", "swap"],
  ]);
  const again = { ...table, ...more };
  await expect(augmentTable(again, { text: 1 }, {}, settings())).rejects.toMatchObject({
    code: "COLUMN_REPEATED",
  });
});

/** Suggests for each gap the hidden word in capitals, a sign that is no word, and two more words. */
const suggest: SuggestWords = async ({ hidden }) =>
  hidden.map((word) => [
    { word: word.toUpperCase(), score: 0.6 },
    { word: "7!", score: 0.3 },
    { word: "fitting", score: 0.06 },
    { word: "proper", score: 0.04 },
  ]);

test("contextual words take the case and place of content words, never a word's own", async () => {
  const asked: GappedText[] = [];
  const made = await madeOf('The Good "FILM" (http://good.film #film @film)', 40, {
    methods: ["contextual"],
    rate: 0.5,
    suggest: async (text) => {
      asked.push(text);
      return suggest(text);
    },
  });
  expect(new Set(made).size).toBe(made.length);
  expect(made.length).toBe(4);
  for (const text of made) {
    expect(text).toMatch(
      /^The (Fitting|Proper) "(FITTING|PROPER)" \(http:\/\/good\.film #film @film\)$/,
    );
  }
  expect(asked[0]).toEqual({
    parts: ["The ", ' "', '" (http://good.film #film @film)'],
    hidden: ["Good", "FILM"],
  });
});

test("contextual words are drawn by their scores, and the same by the same seed", async () => {
  const text = "a film to see";
  const many = Array.from({ length: 200 }, (_, seed) =>
    madeOf(text, 1, { methods: ["contextual"], seed, suggest }),
  );
  const first = (await Promise.all(many)).flat();
  const share = first.filter((made) => made.includes("fitting")).length / first.length;
  // Six of ten; the deviation of the mean of 200 draws is 0.035.
  expect(Math.abs(share - 0.6)).toBeLessThan(0.12);
  expect(await madeOf(text, 1, { methods: ["contextual"], seed: 7, suggest })).toEqual(
    first.slice(7, 8),
  );
});

test("contextual words leave entities alone and their tags in place", async () => {
  const passage = tokensPassage('["Ann","saw","films","."]', '["B-PER","O","O","O"]', "here");
  const contextual = settings({ methods: ["contextual"], rate: 0.9, suggest });
  const [made] = await augmentRows([passage], { perRow: 1 }, contextual);
  const [tokens, tags] = made?.cells ?? [];
  expect(JSON.parse(tokens ?? "")).toEqual([
    "Ann",
    expect.stringMatching(/^(fitting|proper)$/),
    expect.stringMatching(/^(fitting|proper)$/),
    ".",
  ]);
  expect(tags).toBe('["B-PER","O","O","O"]');
});

test("words of grammar are never replaced", () => {
  for (const word of ["The", "not", "don’t", "的", "没有"]) expect(isStopWord(word)).toBe(true);
  for (const word of ["film", "good", "房间"]) expect(isStopWord(word)).toBe(false);
});

test("made rows are counted as they come", async () => {
  const counts: [rows: number, wanted: number][] = [];
  const onMade = (rows: number, wanted: number) => counts.push([rows, wanted]);
  const passages = ["the film was good", "a very long and quiet day"].map(textPassage);
  const made = await augmentRows(passages, { perRow: 3 }, settings({ methods: ["swap"], onMade }));
  expect(counts).toEqual(Array.from({ length: made.length + 1 }, (_, rows) => [rows, 6]));
});

test("a text of a book's length is taken apart and written in time that grows with its length alone", () => {
  const text = "one two, three-four. ".repeat(20_000);
  const { words, write } = textPassage(text);
  expect(words).toHaveLength(60_000);
  expect(write(words)).toEqual([text]);
  const put = words.map((word, place) =>
    place % 2 === 0 ? word : { text: word.text, fixed: false, joined: false },
  );
  const letters = (written = "") => written.replace(/[^a-z-]/g, "");
  expect(letters(write(put)[0])).toBe(letters(text));
});

test("characters of two units stay whole in a long text without word ends", () => {
  const text = `a${"𠀀".repeat(3000)}`;
  const { words, write } = textPassage(text);
  expect(words.some((word) => /\p{Surrogate}/u.test(word.text))).toBe(false);
  expect(write(words)).toEqual([text]);
});
