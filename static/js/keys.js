/* Shortcuts. What can be done stands in the page: data-chord says with which keys, data-chord-words what it does. */
"use strict";

const shortcuts = () => document.body.dataset.shortcuts;
const isTyping = (target) => target.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button]), [contenteditable]");

/* The keys as aria-keyshortcuts writes them. By event.code, because Alt with a letter writes another sign on a Mac.
   AltGr, which Windows says as Ctrl with Alt, is for typing. */
function pressed(event) {
  const command = event.ctrlKey || event.metaKey;
  if (event.isComposing || event.getModifierState?.("AltGraph") || (command && event.altKey)) return "";
  const named = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1] ?? event.key;
  if (command && event.shiftKey && event.key === "Enter") return "Control+Shift+Enter";
  if (command && !event.shiftKey) return event.code === "KeyK" || event.key.toLowerCase() === "k" ? "Control+K" : `Control+${named}`;
  if (event.altKey) return event.shiftKey ? `Alt+Shift+${named}` : `Alt+${named}`;
  if (command || event.altKey || isTyping(event.target)) return "";
  return event.key.length === 1 ? event.key : "";
}

document.addEventListener("keydown", (event) => {
  if (shortcuts() === "off" || event.defaultPrevented || event.repeat) return;
  const keys = pressed(event);
  if (!keys) return;
  const within = document.querySelector("dialog:modal");
  if (keys === "Control+Enter") sendForm(event);
  else if (within) return;
  else if (keys === "?") openHelp(event);
  else act(event, find(keys));
});

/* The first one that shows; a nearer one, in the part of the page the focus is in, goes first. */
function find(keys) {
  const able = [...document.querySelectorAll(`[data-chord~="${CSS.escape(keys)}"]`)].filter((one) => one.checkVisibility() || one.closest("label")?.checkVisibility());
  const form = document.activeElement?.closest?.("form");
  return able.find((one) => form?.contains(one)) ?? able[0];
}

function act(event, target) {
  if (!target) return;
  event.preventDefault();
  if (target.matches("input[type=radio]")) {
    target.click();
    (target.form?.querySelector("textarea") ?? target).focus();
  } else if (target.matches("input:not([type=checkbox], [type=submit], [type=button]), textarea, select")) {
    target.focus();
    target.select?.();
  } else if (target.matches("section")) {
    const field = target.querySelector("textarea");
    field.focus();
    // One writes on behind what is there.
    field.setSelectionRange(field.value.length, field.value.length);
  } else if (target.matches("summary")) {
    target.parentElement.open = true;
    target.focus();
    enter(target.parentElement);
  } else {
    target.click();
  }
}

/* What was unfolded with keys gets the focus in its form, also when that is still to come. */
function enter(unfolded) {
  const first = unfolded.querySelector("input:not([type=hidden]), select, textarea, button");
  if (first) first.focus();
  else unfolded.addEventListener("htmx:afterSettle", () => { if (unfolded.contains(document.activeElement) || document.activeElement === document.body) enter(unfolded); }, { once: true });
}

function sendForm(event) {
  const form = event.target.form ?? event.target.closest("form");
  if (form?.method === "dialog") return;
  if (!form) { act(event, find("Control+Enter")); return; }
  event.preventDefault();
  // Also those that stand elsewhere on the page and belong to the form.
  const visible = [...form.elements].filter((one) => one.matches("button:not([type=button], [type=reset])") && one.checkVisibility());
  const button = visible.find((one) => one.matches(".btn--primary")) ?? visible[0];
  // A click, because htmx sends the name and value of a button that was clicked.
  if (button) button.click();
  else form.requestSubmit();
}

/* From row to row: the focus goes to the next one, or the one before; at first to the top one. */
let row = null;
document.querySelectorAll("[data-step]").forEach((one) => { one.hidden = false; });
document.addEventListener("focusin", (event) => { if (event.target.closest("tbody tr")) row = event.target.closest("tr").querySelector("th a")?.id; });
document.addEventListener("click", (event) => {
  const step = Number(event.target.closest?.("[data-step]")?.dataset.step);
  if (!step) return;
  const links = [...document.querySelectorAll("#rows tbody th a")];
  const at = links.findIndex((link) => link.id === row);
  links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
});

/* The help: what works here and now, read from the page. */
function openHelp(event) {
  const help = document.getElementById("keys");
  if (!help) return;
  event.preventDefault();
  const list = help.querySelector("[data-keys-list]");
  list.replaceChildren(...works());
  if (shortcuts() !== "off") list.append(help.querySelector("[data-keys-own]").content.cloneNode(true));
  help.querySelector("[data-keys-none]").hidden = list.children.length > 0;
  help.showModal();
}

function works() {
  const rows = new Map();
  for (const one of document.querySelectorAll("[data-chord]")) {
    const shown = one.checkVisibility() || one.closest("label")?.checkVisibility();
    if (shown && !rows.has(one.dataset.chord)) rows.set(one.dataset.chord, one.dataset.chordWords);
  }
  return [...rows].map(([keys, words]) => line(keys, words));
}

function line(keys, words) {
  const pair = document.createElement("div");
  const name = pair.appendChild(document.createElement("dt"));
  name.textContent = words;
  const shown = pair.appendChild(document.createElement("dd"));
  keys.split(" ").forEach((alternative, index) => {
    if (index) shown.append(" / ");
    for (const key of alternative.split("+")) {
      const drawn = document.createElement("kbd");
      drawn.textContent = key === "Control" ? "Ctrl" : key;
      shown.append(drawn, " ");
    }
  });
  return pair;
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.('[data-opens="keys"]')) openHelp(event);
});
