import type { Place } from "./zip-entries.js";

/** What a file of torch.save holds: the object, and where the bytes of its storages are. */
export interface TorchContent {
  readonly value: unknown;
  /** Of a storage by its key; undefined where the file has none. */
  readonly place: (key: string) => Place | undefined;
}
