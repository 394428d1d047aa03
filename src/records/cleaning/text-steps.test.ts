import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pipelineFromWords, presetPipeline, readPipeline, textCleaner } from "./index.js";
import { codesWith } from "./languages.js";
import { cutByUnicode } from "./words.js";

type Pairs = readonly (readonly [before: string, after: string])[];
const witness = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../test/fixtures/cleaning.json"), "utf8"),
) as Record<"tutorial" | "spaces" | "unescape" | "NFC" | "NFKC", Pairs> & {
  readonly stems: Readonly<Record<string, Pairs>>;
};

const cleaned = async (words: string, text: string): Promise<string> =>
  (await textCleaner(pipelineFromWords(words)))(text);

/** Texts, cleaned by us, beside what Python makes of them. */
async function expectPython(words: string, pairs: Pairs): Promise<void> {
  const clean = await textCleaner(pipelineFromWords(words));
  expect(pairs.map(([before]) => [before, clean(before)])).toEqual(pairs);
}

describe("as Python does it", () => {
  test("the tweets preset is the tutorial's regular expressions, on odd letters and spaces too", async () => {
    const clean = await textCleaner(presetPipeline("tweets"));
    const { tutorial } = witness;
    expect(tutorial.map(([before]) => [before, clean(before)])).toEqual(tutorial);
  });

  test("spaces are what str.split() splits at", () => expectPython("spaces", witness.spaces));
  test("NFC is unicodedata's", () => expectPython("unicode=NFC", witness.NFC));
  test("NFKC is unicodedata's", () => expectPython("unicode=NFKC", witness.NFKC));
  test("HTML entities become what html.unescape makes of them", () =>
    expectPython("html-unescape", witness.unescape));

  test.each(codesWith("stemmer"))("stems of language %s are snowballstemmer's", async (code) => {
    const pairs = witness.stems[code] ?? [];
    expect(pairs.length).toBeGreaterThan(5);
    await expectPython(`stem=${code}`, pairs);
  });
});

test("where Python drops a reference to a control code, the character is kept", async () => {
  expect(await cleaned("html-unescape", "a&#1;b")).toBe("a\u0001b");
  expect(await cleaned("html-unescape,control-characters", "a&#1;b")).toBe("ab");
});

test("markup that never ends is looked through once", async () => {
  for (const piece of ["<!--", "<a x= ", "<b ", "<b hidden ", `<b${" ".repeat(1000)}`]) {
    const text = piece.repeat(Math.ceil(400_000 / piece.length));
    const begin = performance.now();
    await cleaned("html-tags", text);
    expect(performance.now() - begin).toBeLessThan(5000);
  }
  const long = `<b${" ".repeat(200_000)}`;
  expect(await cleaned("html-tags", long)).toBe(long);
});

describe("each step does one thing", () => {
  test.each([
    ["html-tags", 'so <b>good</b><br/>a < b > c <a href="x">y</a>', "so  good  a < b > c  y "],
    ["html-tags=", "x<!-- a <b> note -->y <!-- open </p>", "xy  open "],
    [
      "html-tags",
      "List<String> if a <b and c> d <unk> <url> vector<int> Map<Object> <time>",
      "List<String> if a <b and c> d <unk> <url> vector<int> Map<Object> <time>",
    ],
    [
      "html-tags",
      '<P CLASS=x>a</p ><input disabled type="text"><option selected><br / ><time datetime="9">b</time>',
      " a     b ",
    ],
    ["html-unescape,html-tags", "salt &amp; &lt;br&gt;pepper", "salt &  pepper"],
    ["mentions", "RT @jane: hi @Jane_Doe, me@example.com", "RT : hi , me@example.com"],
    ["mentions=<user>", "@张三 你好＠新浪-娱乐，再见", "<user> 你好<user>，再见"],
    ["mentions=$&", "@jane hi", "$& hi"],
    ["mentions:match=letters-and-digits", "@Jane_Doe", "_Doe"],
    ["links", "see https://t.co/a?b=1, www.x.org. and (http://y.cn/z)", "see , . and ()"],
    ["links", "看http://t.cn/RfX这条", "看这条"],
    ["links=<url>", "HTTP://A.B/c httpd", "<url> httpd"],
    ["links:match=http-words", "看http://t.cn/RfX这条 httpd", "看 "],
    [
      "hashtags",
      "#GOP debate #1 C# you're #2016gop &#39; a/#b",
      "  debate #1 C# you're  &#39; a/#b".slice(1),
    ],
    ["hashtags", "#中国 足球 今天#国足 加油#赢了", " 足球 今天 加油"],
    ["hashtags=<topic>", "转发#大选2016#快讯＃微博＃", "转发<topic>快讯<topic>"],
    ["emoji", "ok 👍🏽 3 apples 1️⃣ #1 * 👨‍👩‍👧 🇨🇳!", "ok  3 apples  #1 *  !"],
    ["emoji=[e]", "太好了😂😂", "太好了[e][e]"],
    ["control-characters", "a\u0000b\u200bc\ufeffd\u202ee\tf\ng\ud800h", "abcde\tf\ngh"],
    ["control-characters", "می‌خواهم 👨‍👩‍👧", "می‌خواهم 👨‍👩‍👧"],
    ["spaces", "\u3000 中　文\r\n a\u00a0b ", "中 文 a b"],
    ["unicode=NFKC", "ＢＥＲＴ　１２３，（全角）㈱①", "BERT 123,(全角)(株)1"],
    ["simplified", "台灣的電腦與網路，後來乾燥", "台湾的电脑与网路，后来干燥"],
    ["simplified=taiwan-words", "電腦軟體與網路", "电脑软件与网络"],
    [
      "segmented",
      "我 爱 自然 语言 处理 ， BERT base 很 好 。",
      "我爱自然语言处理，BERT base很好。",
    ],
    ["segmented", "나는 학교에 간다", "나는 학교에 간다"],
    ["lower-case", "İΑΣ Ärger", "i̇ας ärger"],
    ["stop-words=en", "This is not the best of debates", "  not  best  debates"],
    ["stop-words=zh", "我的电脑和手机都坏了", "我的电脑手机坏"],
    ["stem=en", "Debates were running, happily", "debat were run, happili"],
    ["stem=de", "Häuser und Autobahnen", "haus und autobahn"],
    ["html-unescape", "Tom &amp; Jerry &lt;3 &#20013;", "Tom & Jerry <3 中"],
  ])("%s: %j", async (words, before, after) => {
    expect(await cleaned(words, before)).toBe(after);
  });

  test("Chinese words may be jieba's", async () => {
    const text = "我的电脑和手机都坏了";
    expect(await cleaned("stop-words=zh:words=jieba", text)).toBe("电脑手机坏");
  });
});

const everyStep = [
  "unicode=NFC",
  "unicode=NFKC",
  "html-unescape",
  "lower-case",
  "mentions",
  "mentions:match=letters-and-digits",
  "links=<url>",
  "links:match=http-words",
  "hashtags",
  "emoji=😀",
  "control-characters",
  "spaces",
  "simplified",
  "segmented",
  "stop-words=en",
  "stop-words=zh",
  "stop-words=zh:words=jieba",
  "stem=en",
  "stem=hu",
];

// Pieces that steps look for, and any UTF-16 at all, half characters too.
const pieces = [
  "@",
  "#",
  "＃",
  "http://",
  "www.",
  "&amp;",
  "&#",
  " ",
  "\u3000",
  "中文",
  "的",
  "the",
  "İ",
  "Σ",
  "😀",
  "e\u0301",
];
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...pieces),
      fc.string({ unit: "binary" }),
      fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""));

test.each(everyStep)("%s throws on no string", async (words) => {
  const clean = await textCleaner(pipelineFromWords(words));
  fc.assert(
    fc.property(anyText, (text) => typeof clean(text) === "string"),
    { numRuns: 300 },
  );
});

// A pattern that tries every part of a run again would not end within the time of a test.
test.each(everyStep)(
  "%s gets through very long runs",
  async (words) => {
    const clean = await textCleaner(pipelineFromWords(words));
    const length = /^st/.test(words) ? 5000 : 50_000;
    const runs = [" ", "-", "@", "#", "http://", "&", "&#", "é", "中 "].map((piece) =>
      piece.repeat(length),
    );
    const opened = ["@a-", "#中", "#a", "http://!", "www.a"].map(
      (start) => start + "中".repeat(length),
    );
    for (const text of [...runs, ...opened]) expect(typeof clean(`a${text}b`)).toBe("string");
  },
  30_000,
);

// An unescaped text may hold entities; what is left of a text may be a word, a link or a stem again.
test.each([
  "unicode=NFC",
  "unicode=NFKC",
  "lower-case",
  "links=<url>",
  "emoji=😀",
  "control-characters",
  "spaces",
  "segmented",
  "stop-words=en",
])("%s done twice is %s done once", async (words) => {
  const clean = await textCleaner(pipelineFromWords(words));
  fc.assert(
    fc.property(anyText, (text) => {
      const once = clean(text);
      expect(clean(once)).toBe(once);
    }),
    { numRuns: 300 },
  );
});

test("a long text is cut into the words of its sentences", () => {
  const sentences = [
    "Don't cut U.S. or 3.14, please. ",
    "中文分词很难，但是很有用！",
    "Ünïcode a:b 1,000\n",
  ];
  const each = sentences.flatMap(cutByUnicode);
  const long = cutByUnicode(sentences.join("").repeat(300));
  expect(long).toEqual(Array.from({ length: 300 }, () => each).flat());
});

test("words cut by jieba keep every character of a text", async () => {
  const clean = await textCleaner(
    readPipeline([{ step: "stop-words", language: "la", words: "jieba" }]),
  );
  const text = "我们 1.5万 en 😀，\n\t𠀀";
  expect(clean(text)).toBe(text);
});
