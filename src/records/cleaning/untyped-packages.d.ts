// Types of two packages that bring none.

declare module "stopword" {
  /** Stop words by the ISO 639-3 code of their language. */
  const lists: Readonly<Record<string, readonly string[]>>;
  // biome-ignore lint/style/noDefaultExport: as the package has it
  export default lists;
}

declare module "snowball-stemmers" {
  const factory: { newStemmer(algorithm: string): { stem(word: string): string } };
  // biome-ignore lint/style/noDefaultExport: as the package has it
  export default factory;
}
