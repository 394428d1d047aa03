import type { AugmentMethod } from "./edits.js";
import { readThesaurus, type Thesaurus } from "./thesaurus.js";
import { wordnetThesaurus } from "./wordnet.js";

/**
 * The thesaurus for some methods: the user's file, else WordNet where a method needs synonyms.
 *
 * @throws WORDNET_MISSING, THESAURUS_BROKEN, FILE_MISSING, FILE_UNREADABLE
 */
export async function thesaurusFor(
  methods: readonly AugmentMethod[],
  file: string | undefined,
): Promise<Thesaurus> {
  if (file !== undefined) return readThesaurus(file);
  const needsSynonyms = methods.includes("synonym") || methods.includes("insert");
  return needsSynonyms ? wordnetThesaurus() : { synonyms: () => [] };
}
