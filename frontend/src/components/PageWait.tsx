/** A page's code is on its way: the space it will take, and a word for screen readers. */
export function PageWait() {
  return (
    <div className="page-wait" role="status">
      <span className="visually-hidden">Loading the page…</span>
    </div>
  );
}
