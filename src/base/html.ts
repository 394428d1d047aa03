/** A piece of HTML whose texts are escaped already. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Html[];

/**
 * HTML out of a template: every value that is not HTML itself is escaped.
 *
 * @example
 * html`<td>${"a < b"}</td>`.html; // "<td>a &lt; b</td>"
 */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: String.raw({ raw: pieces }, ...parts.map(markup)) };
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function markup(part: Part): string {
  if (typeof part === "number") return String(part);
  if (typeof part === "string") return part.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
  return "html" in part ? part.html : part.map((one) => one.html).join("");
}
