/** A server-sent event: its id, its name and what it carries. */
export interface ServerEvent {
  id: string;
  name: string;
  data: string;
}

/**
 * The events of a response body as they come. `EventSource` would do it too, but it can send no token.
 *
 * Source: "Server-sent events", HTML Living Standard, section 9.2.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  /** Called at each sign of life, also one without an event. */
  heard: () => void = () => undefined,
): AsyncGenerator<ServerEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    heard();
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event) yield event;
    }
  }
}

/** A block without data is a heartbeat, or says when to come back. */
export function parseEvent(block: string): ServerEvent | undefined {
  const fields: Record<string, string> = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, "");
  }
  const { id = "", event = "message", data } = fields;
  return data === undefined ? undefined : { id, name: event, data };
}
