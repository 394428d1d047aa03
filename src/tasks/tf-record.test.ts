import { expect, test } from "vitest";
import fixture from "../../test/fixtures/tf-record.json" with { type: "json" };
import { tfRecords } from "./index.js";

test("records have the bytes that google.protobuf writes, framed with their checksums", () => {
  const examples = fixture.examples.map(({ tokenIds, typeIds, target }, row) => ({
    row,
    tokenIds: Int32Array.from(tokenIds),
    typeIds: Int32Array.from(typeIds),
    target: Int32Array.of(target),
  }));
  const written = Buffer.concat([...tfRecords(examples, fixture.length, 0)]);
  expect(written.toString("base64")).toBe(fixture.base64);
});
