import type { FileHandle } from "node:fs/promises";
import { readBytes } from "../read-bytes.js";
import { brokenWeights, cutShort, foreignWeights, saveStateDict } from "../weights-fault.js";

// The format (PKWARE's APPNOTE.TXT): each member has a local header before its bytes; the central
// directory behind all members lists them; a record at the end of the file says where it is. Numbers
// that do not fit in 32 bits stand in the "zip64" fields. torch.save stores members uncompressed.

/** Where the bytes of a member lie in the file. */
export interface Place {
  readonly position: number;
  readonly length: number;
}

/** A member as the central directory lists it. */
interface Listed {
  readonly name: string;
  readonly header: number;
  readonly length: number;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const END64_LOCATOR_SIGNATURE = 0x07064b50;
const END64_LOCATOR_BYTES = 20;
const END64_SIGNATURE = 0x06064b50;
const END64_BYTES = 56;
const MEMBER_SIGNATURE = 0x02014b50;
const MEMBER_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const IN_ZIP64 = 0xffffffff;
/** A central directory lists a few hundred members; this is room for half a million. */
const MAX_DIRECTORY_BYTES = 2 ** 26;

/**
 * Finds the members of a ZIP file whose members are not compressed.
 *
 * @returns the places of their bytes, which never overlap, by name
 * @throws WEIGHTS_BROKEN, WEIGHTS_FORMAT
 */
export async function zipEntries(
  handle: FileHandle,
  size: number,
  file: string,
): Promise<Map<string, Place>> {
  const read = async (position: number, length: number): Promise<DataView> => {
    if (!Number.isSafeInteger(position) || position < 0 || position + length > size) {
      const rule = `a part of its ZIP lies at bytes ${position} to ${position + length}; the file has ${size}`;
      throw brokenWeights(file, rule);
    }
    return new DataView((await readBytes(handle, position, length, cutShort(file))).buffer);
  };
  const directory = await findDirectory(read, size, file);
  if (directory.length > MAX_DIRECTORY_BYTES) {
    throw brokenWeights(file, `its ZIP directory takes ${directory.length} bytes`);
  }
  const listed = parseDirectory(await read(directory.position, directory.length), file);
  return placeMembers(listed, directory.position, read, file);
}

type Read = (position: number, length: number) => Promise<DataView>;

async function findDirectory(read: Read, size: number, file: string): Promise<Place> {
  const tailBytes = Math.min(size, END_BYTES + LONGEST_COMMENT);
  const tail = await read(size - tailBytes, tailBytes);
  let at = tailBytes - END_BYTES;
  while (at >= 0 && tail.getUint32(at, true) !== END_SIGNATURE) at--;
  if (at < 0) throw brokenWeights(file, "must end with the directory of its ZIP");
  const length = tail.getUint32(at + 12, true);
  const position = tail.getUint32(at + 16, true);
  const end = size - tailBytes + at;
  if (position !== IN_ZIP64 && length !== IN_ZIP64) return { position, length };
  const locator = await read(end - END64_LOCATOR_BYTES, END64_LOCATOR_BYTES);
  if (locator.getUint32(0, true) !== END64_LOCATOR_SIGNATURE) {
    throw brokenWeights(file, "must say where the directory of its ZIP is");
  }
  const end64 = await read(Number(locator.getBigUint64(8, true)), END64_BYTES);
  if (end64.getUint32(0, true) !== END64_SIGNATURE) {
    throw brokenWeights(file, "must say where the directory of its ZIP is");
  }
  return {
    position: Number(end64.getBigUint64(48, true)),
    length: Number(end64.getBigUint64(40, true)),
  };
}

function parseDirectory(view: DataView, file: string): Listed[] {
  const members: Listed[] = [];
  let at = 0;
  while (at < view.byteLength) {
    if (at + MEMBER_BYTES > view.byteLength || view.getUint32(at, true) !== MEMBER_SIGNATURE) {
      throw brokenWeights(file, `member ${members.length + 1} of its ZIP directory is not one`);
    }
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const end = at + MEMBER_BYTES + nameBytes + extraBytes + view.getUint16(at + 32, true);
    if (end > view.byteLength) throw brokenWeights(file, "its ZIP directory is cut off");
    members.push(parseMember(view, at, file));
    at = end;
  }
  return members;
}

function parseMember(view: DataView, at: number, file: string): Listed {
  const nameBytes = view.getUint16(at + 28, true);
  const extraBytes = view.getUint16(at + 30, true);
  const name = new TextDecoder().decode(
    new Uint8Array(view.buffer, view.byteOffset + at + MEMBER_BYTES, nameBytes),
  );
  const isEncrypted = (view.getUint16(at + 8, true) & 1) === 1;
  if (isEncrypted || view.getUint16(at + 10, true) !== 0) {
    const kind = isEncrypted ? "encrypted" : "compressed";
    throw foreignWeights(
      file,
      `member "${name}" of its ZIP is ${kind}, as in a TorchScript program; torch.save never does that`,
      saveStateDict,
    );
  }
  const extra = new DataView(
    view.buffer,
    view.byteOffset + at + MEMBER_BYTES + nameBytes,
    extraBytes,
  );
  // Of the three that may be in the zip64 field, those are there which do not fit here, in this order.
  const [length, packed, header] = wideNumbers(extra, [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ]) as [number, number, number];
  if (length !== packed) {
    throw brokenWeights(
      file,
      `member "${name}" of its ZIP has two lengths, ${length} and ${packed}`,
    );
  }
  return { name, header, length };
}

/** Numbers of 32 bits, those that do not fit out of the zip64 field (number 1). */
function wideNumbers(extra: DataView, narrow: readonly number[]): number[] {
  let at = 0;
  while (at + 4 <= extra.byteLength && extra.getUint16(at, true) !== 1) {
    at += 4 + extra.getUint16(at + 2, true);
  }
  let place = at + 4;
  return narrow.map((value) => {
    if (value !== IN_ZIP64 || place + 8 > extra.byteLength) return value;
    place += 8;
    return Number(extra.getBigUint64(place - 8, true));
  });
}

async function placeMembers(
  listed: readonly Listed[],
  directoryStart: number,
  read: Read,
  file: string,
): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  let reached = 0;
  for (const { name, header, length } of [...listed].sort((a, b) => a.header - b.header)) {
    if (header < reached) {
      throw brokenWeights(file, `member "${name}" of its ZIP lies inside the one before it`);
    }
    const local = await read(header, LOCAL_BYTES);
    if (local.getUint32(0, true) !== LOCAL_SIGNATURE) {
      throw brokenWeights(file, `member "${name}" of its ZIP is not where the directory says`);
    }
    const names = local.getUint16(26, true) + local.getUint16(28, true);
    const position = header + LOCAL_BYTES + names;
    reached = position + length;
    if (reached > directoryStart) {
      throw brokenWeights(file, `member "${name}" of its ZIP is longer than the file`);
    }
    if (places.has(name)) throw brokenWeights(file, `its ZIP has two members "${name}"`);
    places.set(name, { position, length });
  }
  return places;
}
