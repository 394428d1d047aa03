import { byteReader } from "./byte-reader.js";
import { type PickleWorld, pickleMachine } from "./pickle-machine.js";
import { pickleOpcodes } from "./pickle-opcodes.js";

/** A value that was pickled, and the place behind it. */
export interface Unpickled {
  readonly value: unknown;
  readonly end: number;
}

const STOP = 0x2e;

/**
 * Reads one pickle without running anything of it: the opcodes make lists, maps and numbers, and every
 * global goes through `world`.
 *
 * @param start - where it begins among `content`
 * @throws WEIGHTS_BROKEN, and what `world` throws
 */
export function readPickle(
  content: Uint8Array,
  start: number,
  world: PickleWorld,
  file: string,
): Unpickled {
  const reader = byteReader(content, start, file);
  const machine = pickleMachine(reader, world, file);
  for (let opcode = reader.byte(); opcode !== STOP; opcode = reader.byte()) {
    const step = pickleOpcodes.get(opcode);
    if (step === undefined) {
      const hex = opcode.toString(16).padStart(2, "0");
      throw machine.refuse(
        `has opcode 0x${hex} at byte ${reader.at() - 1}, which torch.save never writes`,
      );
    }
    step(machine);
  }
  return { value: machine.pop(), end: reader.at() };
}
