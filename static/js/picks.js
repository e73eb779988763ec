/* Choosing rows of a list. Without this, the ticks and the buttons under the list do the same. */
"use strict";

const picks = () => [...document.querySelectorAll('#rows [name="t"]')];
let last = null;

function tellPicks() {
  const chosen = picks().filter((one) => one.checked).length;
  const all = document.querySelector("[data-pick-all]");
  if (all) {
    all.closest("label").hidden = false;
    all.checked = chosen > 0 && chosen === picks().length;
    all.indeterminate = chosen > 0 && !all.checked;
  }
  const words = document.querySelector("[data-picked]");
  if (words) words.textContent = words.dataset.words.replace("0", chosen);
}

/* With Shift, all rows between the last tick and this one. */
document.addEventListener("click", (event) => {
  const box = event.target;
  if (!box.matches?.('#rows [name="t"]')) return;
  const boxes = picks();
  const from = boxes.indexOf(last);
  if (event.shiftKey && from >= 0) {
    const to = boxes.indexOf(box);
    boxes.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((one) => { one.checked = box.checked; });
  }
  last = box;
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) picks().forEach((one) => { one.checked = event.target.checked; });
  tellPicks();
});
document.addEventListener("reset", () => setTimeout(tellPicks));
document.addEventListener("htmx:afterSettle", tellPicks);
window.addEventListener("pageshow", tellPicks);

/* A list in which something is chosen doesn't renew itself. */
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "rows" && picks().some((one) => one.checked)) event.preventDefault();
});
