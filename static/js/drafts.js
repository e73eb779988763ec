/* What is typed in a form with data-draft is kept at the server, two seconds after the last key and when one leaves. */
"use strict";

(() => {
  const REST = 2000;
  // By the key of the draft: a form that was drawn anew is the same draft.
  const waiting = new Map();
  const sent = new Set();

  const formOf = (key) => document.querySelector(`form[data-draft="${CSS.escape(key)}"]`);

  function later(event) {
    const form = event.target.form ?? event.target.closest?.("form");
    const key = form?.dataset.draft;
    if (!key || sent.has(key)) return;
    clearTimeout(waiting.get(key));
    waiting.set(key, setTimeout(() => keep(key), REST));
  }

  function forget(key) {
    clearTimeout(waiting.get(key));
    waiting.delete(key);
  }

  /* The fields as they stand, without files: those are sent along with the form itself. */
  function fieldsOf(form) {
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "verb");
    return new URLSearchParams(fields);
  }

  function keep(key) {
    forget(key);
    const form = formOf(key);
    if (!form) return;
    const body = fieldsOf(form);
    fetch(`/desk/drafts/${encodeURIComponent(key)}/`, { method: "POST", body, keepalive: true, redirect: "error" })
      .then((response) => say(form, response.ok ? "kept" : "failed"), () => say(form, "failed"));
  }

  /* The words stand in the page, in its language: data-kept and data-failed. */
  function say(form, what) {
    const state = form.querySelector("[data-draft-state]") ?? document.querySelector(`[data-draft-state="${form.id}"]`);
    if (state) state.textContent = state.dataset[what] ?? "";
  }

  function keepAll() {
    for (const key of [...waiting.keys()]) keep(key);
  }

  document.addEventListener("input", later);
  document.addEventListener("change", later);
  /* What has been sent is no draft any more; what came back is one again. */
  document.addEventListener("submit", (event) => {
    const key = event.target.dataset.draft;
    if (!key) return;
    forget(key);
    sent.add(key);
  });
  document.addEventListener("htmx:afterRequest", () => sent.clear());
  window.addEventListener("pageshow", () => sent.clear());
  window.addEventListener("pagehide", keepAll);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keepAll(); });
})();
