import { BerthError } from "../../base/index.js";
import type { Snapshot } from "./cached-snapshot.js";
import { type DownloadOptions, downloadListed } from "./download-model.js";
import type { HubModel } from "./hub-errors.js";
import { hubListing } from "./hub-listing.js";

/** Snapshots that a hub could not complete: one command asks for a model several times. */
const uncompleted = new Set<string>();

/**
 * Brings what a snapshot lacks that another program left, at its own commit: a program may have had no use
 * for the files that say how vectors are made. Where the hub does not give them, or the cache does not take
 * them, what is there is taken as it is, as that program would.
 */
export async function completeSnapshot(
  { name }: HubModel,
  found: Snapshot,
  options: DownloadOptions,
): Promise<Snapshot> {
  const { settings, secondMs } = options;
  const asked = `${settings.endpoint} ${found.directory}`;
  if (uncompleted.has(asked)) return found;
  const model = { name, revision: found.commit };
  try {
    const listing = await hubListing(model, settings, { secondMs, tries: 1 });
    return await downloadListed(model, listing, options);
  } catch (fault) {
    if (!(fault instanceof BerthError) || !isOfHubOrCache(fault.code)) throw fault;
    uncompleted.add(asked);
    return found;
  }
}

const isOfHubOrCache = (code: string): boolean =>
  code.startsWith("HUB_") || code === "FILE_UNWRITABLE" || code === "DISK_FULL";
