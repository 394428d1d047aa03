import { BerthError, type Json, type JsonObject, nearest } from "../../base/index.js";

/** Reads the settings of one step, each under its name. Values may be typed as text. */
export interface SettingsReader {
  /** A text; undefined where it is not given. */
  text(name: string): string | undefined;
  /** One of a few words; the first of them where it is not given. */
  choice<Word extends string>(name: string, words: readonly [Word, ...Word[]]): Word;
  /** A number from 0; undefined where it is not given. */
  number(name: string): number | undefined;
  /** A whole number from 0; undefined where it is not given. */
  whole(name: string): number | undefined;
  /** Refuses the step as a whole. */
  refuse(why: string): never;
  /** Refuses settings that were given and never asked for. */
  finish(): void;
}

/**
 * @param given - the step as it is written, its name under `step`
 * @param source - what errors put in front: a file, a flag
 */
export function settingsReader(given: JsonObject, source: string): SettingsReader {
  const asked: string[] = [];
  const refuse = (why: string, details: JsonObject = {}): never => {
    const step = String(given["step"]);
    throw new BerthError("CLEANING_SETTING", `${source}: step "${step}": ${why}`, {
      source,
      step,
      ...details,
    });
  };
  const expect = (name: string, what: string, value: Json, hint = ""): never =>
    refuse(`"${name}" must be ${what}; ${JSON.stringify(value)} came${hint}`, { name, value });
  const value = (name: string): Json | undefined => {
    asked.push(name);
    return given[name];
  };
  const number = (name: string): number | undefined => {
    const typed = value(name);
    if (typed === undefined) return undefined;
    const read = typeof typed === "string" && typed.trim() !== "" ? Number(typed) : typed;
    if (typeof read === "number" && Number.isFinite(read) && read >= 0) return read;
    return expect(name, "a number, 0 or more", typed);
  };
  return {
    refuse,
    number,
    text(name) {
      const typed = value(name);
      if (typed === undefined || typeof typed === "string") return typed;
      return expect(name, "a text", typed);
    },
    choice(name, words) {
      const typed = value(name) ?? words[0];
      const found = words.find((word) => word === typed);
      if (found !== undefined) return found;
      const near = typeof typed === "string" ? nearest(typed, words) : undefined;
      const hint = near === undefined ? "" : `. Did you mean ${near}?`;
      return expect(name, `one of ${words.join(", ")}`, typed, hint);
    },
    whole(name) {
      const read = number(name);
      if (read === undefined || Number.isSafeInteger(read)) return read;
      return expect(name, "a whole number, 0 or more", read);
    },
    finish() {
      const unknown = Object.keys(given).find((name) => name !== "step" && !asked.includes(name));
      if (unknown === undefined) return;
      const known = asked.length === 0 ? "it has none" : `it has ${asked.join(", ")}`;
      refuse(`has no setting "${unknown}"; ${known}`, { name: unknown });
    },
  };
}
