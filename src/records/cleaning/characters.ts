import { decodeHTML } from "entities";
import { type StepKind, textStep } from "./step.js";

export const unicode: StepKind = {
  name: "unicode",
  does: "write each character in one way: NFC joins accents; NFKC also makes full-width letters and digits plain",
  takes: "form=NFC|NFKC",
  main: "form",
  read(settings) {
    const form = settings.choice("form", ["NFC", "NFKC"]);
    return textStep((text) => text.normalize(form), { settings: { form } });
  },
};

export const htmlUnescape: StepKind = {
  name: "html-unescape",
  does: "turn HTML entities into their characters: &amp; becomes &",
  read: () => textStep((text) => decodeHTML(text)),
};

export const lowerCase: StepKind = {
  name: "lower-case",
  does: "lower-case; a lower-casing model does it by itself",
  // U+0130 becomes two characters.
  read: () => textStep((text) => text.toLowerCase()),
};
