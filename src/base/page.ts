import { type Html, html } from "./html.js";
import { pageStyle } from "./page-style.js";

/** What stands at the top of a page. */
export interface PageTop {
  readonly lang: string;
  /** The kind of page, above its title. */
  readonly heading: string;
  readonly title: string;
  /** Style rules of its own. */
  readonly style?: Html;
}

const noStyle = html``;

/** The beginning of a page that needs nothing else, up to its body; `pageEnd` closes it. */
export function pageBegin({ lang, heading, title, style = noStyle }: PageTop): Html {
  return html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${pageStyle}${style}</style>
</head>
<body>
<header><p>${heading}</p><h1>${title}</h1></header>
`;
}

export const pageEnd: Html = html`</body>
</html>
`;
