/**
 * Draws the heads of attention pages: a small square for each, and the chosen one large with its tokens. Plain
 * script that runs in the reader's browser; colours are those of the page's style sheet.
 */
export const attentionScript = `
for (const root of document.querySelectorAll(".attention")) {
  const { tokens, layers, heads, words, weights } = JSON.parse(root.querySelector("script").textContent);
  const bytes = Uint8Array.from(atob(weights), (letter) => letter.charCodeAt(0));
  const size = tokens.length;
  const grid = root.querySelector(".heads");
  const map = root.querySelector(".map");
  const told = root.querySelector(".chosen");
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const shareOf = (layer, head, from, to) => bytes[((layer * heads + head) * size + from) * size + to] / 255;
  const squares = [];
  let chosen = [0, 0];

  const paint = (context, layer, head, left, top, cell) => {
    context.fillStyle = colour("--train");
    for (let from = 0; from < size; from++) {
      for (let to = 0; to < size; to++) {
        context.globalAlpha = Math.sqrt(shareOf(layer, head, from, to));
        context.fillRect(left + to * cell, top + from * cell, cell, cell);
      }
    }
    context.globalAlpha = 1;
  };

  const drawMap = () => {
    const [layer, head] = chosen;
    const cell = 16;
    const context = map.getContext("2d");
    const font = "12px ui-monospace, monospace";
    context.font = font;
    const margin = Math.ceil(Math.max(...tokens.map((token) => context.measureText(token).width))) + 10;
    const scale = window.devicePixelRatio || 1;
    map.width = (margin + size * cell) * scale;
    map.height = (margin + size * cell) * scale;
    map.style.width = margin + size * cell + "px";
    map.style.height = margin + size * cell + "px";
    map.dataset.margin = margin;
    context.scale(scale, scale);
    context.font = font;
    context.fillStyle = colour("--card");
    context.fillRect(margin, margin, size * cell, size * cell);
    context.fillStyle = colour("--ink");
    tokens.forEach((token, index) => {
      context.textAlign = "right";
      context.fillText(token, margin - 5, margin + index * cell + 12);
      context.save();
      context.translate(margin + index * cell + 12, margin - 5);
      context.rotate(-Math.PI / 2);
      context.textAlign = "left";
      context.fillText(token, 0, 0);
      context.restore();
    });
    paint(context, layer, head, margin, margin, cell);
    tell();
  };

  const tell = (more = "") => {
    told.textContent = words.layer + " " + (chosen[0] + 1) + ", " + words.head + " " + (chosen[1] + 1) + more;
  };

  map.addEventListener("mousemove", ({ offsetX, offsetY }) => {
    const margin = Number(map.dataset.margin);
    const to = Math.floor((offsetX - margin) / 16);
    const from = Math.floor((offsetY - margin) / 16);
    if (to < 0 || from < 0 || to >= size || from >= size) return tell();
    tell(": " + tokens[from] + " → " + tokens[to] + " " + shareOf(chosen[0], chosen[1], from, to).toFixed(2));
  });

  const choose = (layer, head) => {
    chosen = [layer, head];
    for (const { button, at } of squares) {
      button.setAttribute("aria-pressed", String(at[0] === layer && at[1] === head));
    }
    drawMap();
  };

  const drawSquares = () => {
    for (const { canvas, at } of squares) {
      canvas.width = size;
      canvas.height = size;
      paint(canvas.getContext("2d"), at[0], at[1], 0, 0, 1);
    }
  };

  grid.style.gridTemplateColumns = "auto repeat(" + heads + ", 30px)";
  for (let layer = 0; layer < layers; layer++) {
    const name = document.createElement("span");
    name.textContent = words.layer + " " + (layer + 1);
    grid.append(name);
    for (let head = 0; head < heads; head++) {
      const button = document.createElement("button");
      const canvas = document.createElement("canvas");
      button.title = words.layer + " " + (layer + 1) + ", " + words.head + " " + (head + 1);
      button.setAttribute("aria-label", button.title);
      button.append(canvas);
      button.addEventListener("click", () => choose(layer, head));
      squares.push({ button, canvas, at: [layer, head] });
      grid.append(button);
    }
  }
  drawSquares();
  choose(layers - 1, 0);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    drawSquares();
    drawMap();
  });
}
`;
