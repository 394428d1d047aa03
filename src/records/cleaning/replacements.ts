import emojiRegex from "emoji-regex";
import { withoutMarkup } from "./html-markup.js";
import { hashtag, mention, webAddress } from "./links-and-names.js";
import type { SettingsReader } from "./settings-reader.js";
import { type StepKind, type TextStep, textStep } from "./step.js";
import { whiteSpace } from "./white-space.js";

/** A step that puts `with`, by itself nothing, in place of what a pattern finds. */
function replacement(
  pattern: RegExp,
  settings: SettingsReader,
  more: Readonly<Record<string, string>> = {},
): TextStep {
  const substitute = settings.text("with") ?? "";
  // As a function: a text would give "$&" a meaning.
  return textStep((text) => text.replace(pattern, () => substitute), {
    settings: { with: substitute, ...more },
  });
}

export const htmlTags: StepKind = {
  name: "html-tags",
  does: "replace HTML tags and comments, by a space unless told otherwise; what stands between tags stays",
  takes: "with=TEXT",
  main: "with",
  read(settings) {
    const substitute = settings.text("with") ?? " ";
    return textStep((text) => withoutMarkup(text, substitute), { settings: { with: substitute } });
  },
};

const mentionPatterns = {
  names: new RegExp(mention, "gu"),
  "letters-and-digits": /@[A-Za-z0-9]+/g,
};

export const mentions: StepKind = {
  name: "mentions",
  does: "remove or replace @names; letters-and-digits is the pattern of the tutorial",
  takes: "with=TEXT:match=names|letters-and-digits",
  main: "with",
  read(settings) {
    const match = settings.choice("match", ["names", "letters-and-digits"]);
    return replacement(mentionPatterns[match], settings, { match });
  },
};

const linkPatterns = {
  addresses: new RegExp(webAddress, "giu"),
  "http-words": new RegExp(`http[^${whiteSpace}]+`, "g"),
};

export const links: StepKind = {
  name: "links",
  does: "remove or replace web addresses; http-words is the pattern of the tutorial",
  takes: "with=TEXT:match=addresses|http-words",
  main: "with",
  read(settings) {
    const match = settings.choice("match", ["addresses", "http-words"]);
    return replacement(linkPatterns[match], settings, { match });
  },
};

const topics = new RegExp(hashtag, "gu");

export const hashtags: StepKind = {
  name: "hashtags",
  does: "remove or replace #topics, of Weibo #话题# too",
  takes: "with=TEXT",
  main: "with",
  read: (settings) => replacement(topics, settings),
};

export const emoji: StepKind = {
  name: "emoji",
  does: "remove or replace emoji",
  takes: "with=TEXT",
  main: "with",
  read: (settings) => replacement(emojiRegex(), settings),
};

// White space among them is left to `spaces`; what joins emoji, or letters of Persian and Indian
// scripts, stays.
const control = new RegExp(
  `(?![${whiteSpace}])[\\p{Cc}\\p{Cs}\\u00ad\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]`,
  "gu",
);

export const controlCharacters: StepKind = {
  name: "control-characters",
  does: "remove or replace characters that cannot be seen: control codes, zero-width spaces, marks of direction",
  takes: "with=TEXT",
  main: "with",
  read(settings) {
    const step = replacement(control, settings);
    return { ...step, changesLength: step.settings["with"] !== " " };
  },
};
