import { codesWith, languages } from "./languages.js";
import type { StepKind } from "./step.js";
import { cutByUnicode } from "./words.js";

export const stem: StepKind = {
  name: "stem",
  does: "cut words down to their stems, in lower case (Snowball); BERT has its own word pieces and needs none",
  takes: "language=CODE",
  main: "language",
  read(settings) {
    const language = settings.choice("language", codesWith("stemmer"));
    return {
      on: "text",
      settings: { language },
      changesLength: true,
      async load() {
        const { default: snowball } = await import("snowball-stemmers");
        const stemmer = snowball.newStemmer(languages[language]?.stemmer ?? "english");
        return (text) =>
          cutByUnicode(text)
            .map(({ text: piece, isWord }) => (isWord ? stemmer.stem(piece.toLowerCase()) : piece))
            .join("");
      },
    };
  },
};
