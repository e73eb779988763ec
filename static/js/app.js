/* What is nicer with script. Everything on every page also works without it. */
"use strict";

const SECOND = 1000;

/* Menus and actions that float: Escape closes them and gives the focus back; so does a click elsewhere. */
const FLOATING = "details.menu[open], details.act--over[open]";

function closeUnfolded(event) {
  const unfolded = event.target.closest?.(FLOATING) ?? document.querySelector(FLOATING);
  if (!unfolded) return;
  unfolded.open = false;
  unfolded.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeUnfolded(event); });
document.addEventListener("click", (event) => {
  for (const unfolded of document.querySelectorAll("details.menu[open]")) {
    if (!unfolded.contains(event.target)) unfolded.open = false;
  }
});

/* What is found while typing goes away with Escape, and when one goes elsewhere. */
function dropSuggestions(event) {
  const found = document.getElementById("suggestions");
  if (!found || (event.key !== "Escape" && found.parentElement.contains(event.target))) return;
  if (found.contains(document.activeElement)) found.parentElement.querySelector("input").focus();
  found.replaceChildren();
}

document.addEventListener("click", dropSuggestions);
document.addEventListener("focusin", dropSuggestions);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") dropSuggestions(event); });

/* A form is sent once. Nothing is disabled, so the button that was pressed still tells its name and value. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), 8 * SECOND);
}, true);

function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}

function releaseAll() {
  document.querySelectorAll("form[data-sent]").forEach(release);
}

window.addEventListener("pageshow", releaseAll);
document.addEventListener("htmx:afterRequest", releaseAll);

/* The focus goes to what the reader has to see first: what is wrong, or what was done. */
function focusFirst(root) {
  const first = root.querySelector(".errors[data-focus]") ?? root.querySelector("[data-focus]");
  const elsewhere = root.querySelector("[data-focus-in]");
  if (first || !elsewhere) first?.focus();
  else focusFirst(document.getElementById(elsewhere.dataset.focusIn));
}

/* On a new page autofocus does this, before the first frame; except in an address with a #place. */
window.addEventListener("load", () => requestAnimationFrame(() => {
  if (document.activeElement === document.body) focusFirst(document);
}));
document.addEventListener("htmx:afterSettle", (event) => focusFirst(event.detail.elt));

/* A question that depends on an earlier answer appears when it applies. Without script it is always there, with words
   that say when. A question that isn't shown can't make another one appear. */
function showWhatApplies() {
  for (const dependent of document.querySelectorAll("[data-shown-if-key]")) {
    dependent.hidden = !answersOf(dependent).includes(dependent.dataset.shownIfValue);
    const words = dependent.querySelector("[data-shown-if-words]");
    if (words) words.hidden = true;
  }
}

function answersOf(dependent) {
  const around = dependent.closest("form") ?? document;
  const controls = [...around.querySelectorAll(`[name="${CSS.escape(dependent.dataset.shownIfKey)}"]`)];
  const given = controls.filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked);
  return given.filter((control) => !control.closest("[data-shown-if-key][hidden]")).map((control) => control.value);
}

showWhatApplies();
document.addEventListener("change", showWhatApplies);
document.addEventListener("htmx:afterSwap", showWhatApplies);
window.addEventListener("pageshow", showWhatApplies);

/* htmx asked for a part and got a whole page (the log-in page, say): go there instead of folding it in. What renews
   itself on the side takes nobody away from what is being typed. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status !== 200 || !/^\s*<!doctype html/i.test(xhr.responseText)) return;
  event.detail.shouldSwap = false;
  if (!event.detail.elt.matches("[data-quiet]")) window.location.assign(xhr.responseURL);
});

/* Who leaves the page waits for nothing more: what the browser breaks off then is no trouble. */
const asked = new Set();
document.addEventListener("htmx:beforeSend", (event) => asked.add(event.detail.xhr));
document.addEventListener("htmx:afterRequest", (event) => asked.delete(event.detail.xhr));
window.addEventListener("beforeunload", () => { for (const xhr of asked) xhr.onerror = null; });

/* What is new comes in beside what is being filled in: a part with an open form stays as it is. */
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.querySelector("details.act[open]")) event.detail.shouldSwap = false;
});

/* A part that could not be fetched or sent: say so, and leave what was typed alone. What renews itself on the side is
   no trouble when it fails, and rests while nobody looks at the page. */
const isQuiet = (event) => Boolean(event.detail.elt?.matches?.("[data-quiet]"));

function showTrouble(event) {
  const trouble = document.getElementById("trouble");
  if (!trouble || isQuiet(event)) return;
  trouble.hidden = false;
  trouble.focus();
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isQuiet(event) && document.hidden) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) document.querySelectorAll("[data-quiet]").forEach((one) => window.htmx?.trigger(one, "renew"));
});

document.addEventListener("htmx:responseError", showTrouble);
document.addEventListener("htmx:sendError", showTrouble);
document.addEventListener("htmx:beforeRequest", (event) => {
  const trouble = document.getElementById("trouble");
  if (trouble && !isQuiet(event)) trouble.hidden = true;
});
