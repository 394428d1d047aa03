import type { RecordSource, RefusedRecord } from "../records/index.js";
import { counted, type Found } from "./finding.js";

/** The records that the readers refused, by their code. */
export function refusedRecords(parts: readonly { readonly source: RecordSource }[]): Found[] {
  return parts.flatMap(({ source }, part) => {
    const byCode = new Map<string, RefusedRecord[]>();
    for (const refusal of source.refused) {
      const { code } = refusal.reason;
      byCode.set(code, [...(byCode.get(code) ?? []), refusal]);
    }
    const unseen = source.refusedCount - source.refused.length;
    return [...byCode].map(([code, refusals]): Found => {
      const [first] = refusals;
      const more = unseen > 0 ? `, and ${counted(unseen, "further record")} refused` : "";
      return {
        code: "RECORD_REFUSED",
        count: refusals.length,
        rows: refusals.slice(0, 5).map(({ record, line, reason }) => ({
          part,
          row: record - 1,
          line: Number(reason.details["line"] ?? line),
        })),
        sentence: `${counted(refusals.length, "record")} cannot be read (${code}${more}): ${first?.reason.message ?? ""}`,
        details: { code, refused: source.refusedCount },
      };
    });
  });
}
