/** A small plan with a room that is about to be found. */
export function DropPicture() {
  return (
    <svg className="drop-picture" viewBox="0 0 160 112" width="160" height="112" aria-hidden="true">
      <path className="room-a" d="M8 8h84v44H8z" />
      <path className="room-b" d="M92 8h60v70H92z" />
      <path className="room-c" d="M8 52h48v52H8z" />
      <path className="walls" d="M8 8h144v96H8zM92 8v26M92 52v52M8 52h30M56 52h36M56 72v32M92 78h24M134 78h18" />
    </svg>
  );
}
