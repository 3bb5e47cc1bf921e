import type { Room } from "./result";

/** As the plan calls a room, with its number; "room-7" without a name is called Room 7. */
export function roomName({ id, name, number }: Pick<Room, "id" | "name" | "number">): string {
  return [number, name].filter(Boolean).join(" ") || unnamed(id);
}

/** What a room is called as long as nobody has named it. */
export function unnamed(id: string): string {
  return id.replace(/^room-/, "Room ");
}

/** What rooms are called in sentences that speak of them by their ids; an id of no room stays a number. */
export function namesInSentences(rooms: readonly Pick<Room, "id" | "name" | "number">[]): (sentence: string) => string {
  const names = new Map(rooms.map((room) => [room.id, roomName(room)]));
  return (sentence) => sentence.replace(/\broom-\d+\b/g, (id) => names.get(id) ?? unnamed(id));
}
