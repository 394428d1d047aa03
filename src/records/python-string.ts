const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\n": "" };

/** A string of Python or JSON without its quotes. */
export function unquoted(written: string): string {
  return written
    .slice(1, -1)
    .replace(
      /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|x([\da-fA-F]{2})|(.))/gs,
      (whole, short, long, byte, sign) => {
        const hex = short ?? long ?? byte;
        if (hex === undefined) return escapes[sign] ?? sign;
        const code = Number.parseInt(hex, 16);
        return code > 0x10ffff ? whole : String.fromCodePoint(code);
      },
    );
}
