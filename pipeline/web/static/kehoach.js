// What the pages can do beyond links: a row and its box are shown together, with the mouse or the keyboard. All of it works,
// less smoothly, without this file: rows link to boxes, boxes to rows.

const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

function show(element, block) {
  element.scrollIntoView({ block, inline: "nearest", behavior: still ? "auto" : "smooth" });
}

function single(name) {
  return document.querySelector(`tr[data-row="${CSS.escape(name)}"]`);
}

function highlight(name) {
  for (const old of document.querySelectorAll(".here")) old.classList.remove("here");
  for (const part of document.querySelectorAll(`[data-row="${CSS.escape(name)}"]`)) part.classList.add("here");
}

function turnOn(name) {
  const toggle = document.querySelector(`.toggles [data-kind="${CSS.escape(name.replace(/-\d+$/, ""))}"]`);
  if (toggle) toggle.checked = true;
}

function toPage(name) {
  const box = document.querySelector(`.mark[data-row="${CSS.escape(name)}"]`);
  if (!box) return;
  turnOn(name);
  highlight(name);
  show(box.querySelector("rect") ?? box, "center");
  box.focus({ preventScroll: true });
  history.replaceState(null, "", `#d-${name}`);
}

function toRow(name) {
  const row = single(name);
  if (!row) return;
  const block = row.closest("details");
  if (block) block.open = true;
  highlight(name);
  show(row, matchMedia("(max-width: 62rem)").matches ? "center" : "nearest");
  (row.querySelector("a") ?? row).focus({ preventScroll: true });
  history.replaceState(null, "", `#d-${name}`);
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest?.(".mark[data-row]");
  if (mark) {
    event.preventDefault();
    toRow(mark.dataset.row);
    return;
  }
  const row = event.target.closest?.("tr[data-row]");
  const link = event.target.closest?.("a");
  if (row && (!link || link.classList.contains("to-page"))) {
    if (link) event.preventDefault();
    if (String(getSelection())) return;
    toPage(row.dataset.row);
    return;
  }
  const place = event.target.closest?.("a[data-page]");
  const sheet = place && document.getElementById(`trang-${place.dataset.page}`);
  if (sheet) {
    event.preventDefault();
    const image = sheet.querySelector(".image").getBoundingClientRect();
    const top = scrollY + image.top + image.height * Number(place.dataset.top || 0) - innerHeight / 3;
    scrollTo({ top, behavior: still ? "auto" : "smooth" });
  }
});

// A button answers to the space bar too.
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches?.("a[role=button]")) {
    event.preventDefault();
    event.target.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }
});

// An address that names a row: open its table, show both.
const named = /^#[do]-([a-z_]+-\d+)$/.exec(location.hash);
if (named && single(named[1])) {
  single(named[1]).closest("details").open = true;
  turnOn(named[1]);
  highlight(named[1]);
  document.querySelector(`.mark[data-row="${CSS.escape(named[1])}"]`)?.scrollIntoView({ block: "center" });
}

// On a narrow screen the filters begin closed.
const filters = document.querySelector(".all-facets");
if (filters && matchMedia("(max-width: 44rem)").matches) filters.open = false;
