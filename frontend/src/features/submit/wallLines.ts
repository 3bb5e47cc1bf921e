/**
 * The line, from 1, on which each wall begins in the text of a plan that JSON.parse has taken. Faults name walls by
 * their index; people look for lines.
 */
export function wallLines(text: string): number[] {
  const lines: number[] = [];
  let [line, depth, inWalls] = [1, 0, false];
  let expecting = false; // the next value begins a wall
  let lastText = "";
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? "";
    if (sign === "\n") line++;
    if (/\s/.test(sign)) continue;
    if (expecting && sign !== "]") lines.push(line);
    expecting = false;
    if (sign === '"') {
      const end = endOfText(text, at);
      lastText = text.slice(at + 1, end);
      at = end;
    } else if (sign === "{" || sign === "[") {
      depth++;
      if (sign === "[" && depth === 2 && lastText === "walls") inWalls = expecting = true;
    } else if (sign === "}" || sign === "]") {
      depth--;
      if (depth === 1) inWalls = false;
    } else if (sign === "," && inWalls && depth === 2) expecting = true;
  }
  return lines;
}

/** Where the text that opens at a quotation mark closes. */
function endOfText(text: string, open: number): number {
  let at = open + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}
