import { type StepKind, textStep } from "./step.js";

const varieties = {
  traditional: "t",
  taiwan: "tw",
  "taiwan-words": "twp",
  "hong-kong": "hk",
} as const;

export const simplified: StepKind = {
  name: "simplified",
  does: "write traditional Chinese in simplified characters; taiwan-words puts the mainland's words for Taiwan's",
  takes: "variety=traditional|taiwan|taiwan-words|hong-kong",
  main: "variety",
  read(settings) {
    const variety = settings.choice("variety", [
      "traditional",
      "taiwan",
      "taiwan-words",
      "hong-kong",
    ]);
    return {
      on: "text",
      settings: { variety },
      changesLength: true,
      async load() {
        const { Converter } = await import("opencc-js/t2cn");
        return Converter({ from: varieties[variety], to: "cn" });
      },
    };
  },
};

const chinese =
  "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Bopomofo}\\u3001-\\u303f\\uff01-\\uff60“”‘’…—·]";
const space = "[ \\t\\u3000]";
// A run of spaces is looked at from its beginning only: otherwise long ones would take very long.
const gap = new RegExp(`(?<=${chinese})${space}+|(?<!${space})${space}+(?=${chinese})`, "gu");

export const segmented: StepKind = {
  name: "segmented",
  does: "join Chinese text that was cut into words: spaces beside Chinese characters go, those between English words stay",
  read: () => textStep((text) => text.replace(gap, "")),
};
