import { codesWith, languages } from "./languages.js";
import type { StepKind } from "./step.js";
import { cutByUnicode, loadJieba } from "./words.js";

export const stopWords: StepKind = {
  name: "stop-words",
  does: "remove very frequent words (the, of; 的, 了); BERT was trained with them and needs none removed",
  takes: "language=CODE:words=unicode|jieba",
  main: "language",
  read(settings) {
    const language = settings.choice("language", codesWith("stopWords"));
    const words = settings.choice("words", ["unicode", "jieba"]);
    return {
      on: "text",
      settings: { language, words },
      changesLength: true,
      async load() {
        const { default: lists } = await import("stopword");
        const stopped = new Set(lists[languages[language]?.stopWords ?? ""]);
        const cut = words === "jieba" ? await loadJieba() : cutByUnicode;
        return (text) =>
          cut(text)
            .filter(({ text: piece, isWord }) => !(isWord && stopped.has(piece.toLowerCase())))
            .map(({ text: piece }) => piece)
            .join("");
      },
    };
  },
};
