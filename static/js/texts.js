/* Texts that are ready: type :: and some letters in a textarea[data-texts] and choose. data-texts is the address that
   gives them. The textarea keeps the focus; the list is spoken of through aria-activedescendant. */
"use strict";

const CODE = /(?:^|\s)::([\p{L}\d-]*)$/u;
const SHOWN = 8;
let opened = null;

function wanted(area) {
  const found = CODE.exec(area.value.slice(0, area.selectionStart));
  return found && area.selectionStart === area.selectionEnd ? found[1].toLowerCase() : null;
}

async function textsOf(area) {
  area.texts ??= fetch(area.dataset.texts, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : { texts: [] }))
    .then((answer) => answer.texts)
    .catch(() => { area.texts = undefined; return []; });
  return area.texts;
}

function matching(texts, word) {
  const starts = texts.filter((text) => text.code.toLowerCase().startsWith(word));
  const named = texts.filter((text) => !starts.includes(text) && text.name.toLowerCase().includes(word));
  return [...starts, ...named].slice(0, SHOWN);
}

document.addEventListener("input", async (event) => {
  const area = event.target;
  if (!area.matches?.("textarea[data-texts]")) return;
  if (wanted(area) === null) { close(); return; }
  const texts = await textsOf(area);
  // Meanwhile more may have been typed.
  const word = wanted(area);
  if (word === null || document.activeElement !== area) close();
  else show(area, matching(texts, word));
});

function show(area, texts) {
  close();
  const list = document.createElement("ul");
  list.id = `${area.id}-texts`;
  list.className = "texts";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", area.dataset.textsLabel);
  list.append(...texts.map((text, number) => option(list.id, text, number)));
  area.after(list, said(area, texts.length));
  opened = { area, list, texts, at: -1 };
  area.setAttribute("aria-controls", list.id);
  if (texts.length) mark(0);
}

function option(id, text, number) {
  const item = document.createElement("li");
  item.id = `${id}-${number}`;
  item.setAttribute("role", "option");
  const code = document.createElement("strong");
  code.textContent = `::${text.code}`;
  item.append(code, ` ${text.name}`);
  item.title = text.text;
  // Before the textarea would lose the focus.
  item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(number); });
  return item;
}

/* A textarea can't be a combobox, so how many there are is said in a live region that stays. */
function said(area, count) {
  const id = `${area.id}-texts-said`;
  const line = document.getElementById(id) ?? document.createElement("p");
  line.id = id;
  line.className = "vh";
  line.setAttribute("role", "status");
  line.textContent = (count ? area.dataset.textsFound : area.dataset.textsNone).replace("0", count);
  return line;
}

function mark(number) {
  opened.at = number;
  for (const item of opened.list.children) item.setAttribute("aria-selected", "false");
  const item = opened.list.children[number];
  item.setAttribute("aria-selected", "true");
  item.scrollIntoView({ block: "nearest" });
  opened.area.setAttribute("aria-activedescendant", item.id);
}

function close() {
  if (!opened) return;
  opened.area.removeAttribute("aria-activedescendant");
  opened.area.removeAttribute("aria-controls");
  opened.list.remove();
  opened = null;
}

function choose(number) {
  const { area, texts } = opened;
  const end = area.selectionStart;
  const start = area.value.slice(0, end).lastIndexOf("::");
  close();
  area.setRangeText(texts[number].text, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/* Before any other key handler: Enter and Escape mean the list as long as it is there. */
document.addEventListener("keydown", (event) => {
  if (!opened || event.target !== opened.area || event.ctrlKey || event.altKey || event.metaKey) return;
  const many = opened.texts.length;
  if (event.key === "Escape") close();
  else if (!many) return;
  else if (event.key === "ArrowDown") mark((opened.at + 1) % many);
  else if (event.key === "ArrowUp") mark((opened.at + many - 1) % many);
  else if (event.key === "Enter" || event.key === "Tab") choose(opened.at);
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener("focusout", (event) => { if (opened?.area === event.target) close(); });
