import { BerthError } from "../../base/index.js";
import type { Snapshot } from "./cached-snapshot.js";
import { type DownloadOptions, downloadListed } from "./download-model.js";
import type { HubModel } from "./hub-errors.js";
import { hubListing } from "./hub-listing.js";

/**
 * Brings what a snapshot lacks that another program left, at its own commit: a program may have had no use
 * for the files that say how vectors are made. Where the hub does not tell which these are, what is there is
 * taken as it is, as that program would.
 *
 * @throws the codes of `downloadListed`
 */
export async function completeSnapshot(
  { name }: HubModel,
  found: Snapshot,
  options: DownloadOptions,
): Promise<Snapshot> {
  const model = { name, revision: found.commit };
  const { settings, secondMs } = options;
  const listing = await hubListing(model, settings, { secondMs, tries: 1 }).catch(
    (fault: unknown) => {
      if (fault instanceof BerthError && fault.code.startsWith("HUB_")) return undefined;
      throw fault;
    },
  );
  return listing === undefined ? found : downloadListed(model, listing, options);
}
