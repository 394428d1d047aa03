/** Languages by their code: the list of stop words and the Snowball stemmer of each. */
interface Language {
  /** ISO 639-3, as the package `stopword` names its lists. */
  readonly stopWords?: string;
  /** Name of the algorithm in the package `snowball-stemmers`, which has Snowball as of its release 2.2. */
  readonly stemmer?: string;
}

export const languages: Readonly<Record<string, Language>> = {
  en: { stopWords: "eng", stemmer: "english" },
  zh: { stopWords: "zho" },
  af: { stopWords: "afr" },
  ar: { stopWords: "ara", stemmer: "arabic" },
  bg: { stopWords: "bul" },
  bn: { stopWords: "ben" },
  br: { stopWords: "bre" },
  ca: { stopWords: "cat", stemmer: "catalan" },
  cs: { stopWords: "ces" },
  da: { stopWords: "dan", stemmer: "danish" },
  de: { stopWords: "deu", stemmer: "german" },
  el: { stopWords: "ell" },
  eo: { stopWords: "epo" },
  es: { stopWords: "spa", stemmer: "spanish" },
  et: { stopWords: "est" },
  eu: { stopWords: "eus", stemmer: "basque" },
  fa: { stopWords: "fas" },
  fi: { stopWords: "fin", stemmer: "finnish" },
  fr: { stopWords: "fra", stemmer: "french" },
  ga: { stopWords: "gle", stemmer: "irish" },
  gl: { stopWords: "glg" },
  gu: { stopWords: "guj" },
  ha: { stopWords: "hau" },
  he: { stopWords: "heb" },
  hi: { stopWords: "hin" },
  hr: { stopWords: "hrv" },
  hu: { stopWords: "hun", stemmer: "hungarian" },
  hy: { stopWords: "hye", stemmer: "armenian" },
  id: { stopWords: "ind" },
  it: { stopWords: "ita", stemmer: "italian" },
  ja: { stopWords: "jpn" },
  ko: { stopWords: "kor" },
  ku: { stopWords: "kur" },
  la: { stopWords: "lat" },
  lt: { stopWords: "lit" },
  lv: { stopWords: "lav" },
  mr: { stopWords: "mar" },
  ms: { stopWords: "msa" },
  my: { stopWords: "mya" },
  nl: { stopWords: "nld", stemmer: "dutch" },
  no: { stopWords: "nob", stemmer: "norwegian" },
  pl: { stopWords: "pol" },
  pt: { stopWords: "por", stemmer: "portuguese" },
  ro: { stopWords: "ron", stemmer: "romanian" },
  ru: { stopWords: "rus", stemmer: "russian" },
  sk: { stopWords: "slk" },
  sl: { stopWords: "slv" },
  so: { stopWords: "som" },
  sv: { stopWords: "swe", stemmer: "swedish" },
  sw: { stopWords: "swa" },
  ta: { stemmer: "tamil" },
  th: { stopWords: "tha" },
  tl: { stopWords: "tgl" },
  tr: { stopWords: "tur", stemmer: "turkish" },
  uk: { stopWords: "ukr" },
  ur: { stopWords: "urd" },
  vi: { stopWords: "vie" },
  yo: { stopWords: "yor" },
  zu: { stopWords: "zul" },
};

/** Codes of the languages that have something, English first. */
export function codesWith(what: keyof Language): readonly [string, ...string[]] {
  const codes = Object.keys(languages).filter((code) => languages[code]?.[what] !== undefined);
  return ["en", ...codes.filter((code) => code !== "en")];
}
