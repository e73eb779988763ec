/* What is typed in a form with data-draft is kept at the server, two seconds after the last key and when one leaves. */
"use strict";

(() => {
  const REST = 2000;
  const waiting = new Map();

  function drafted(event) {
    const form = event.target.form ?? event.target.closest?.("form");
    return form?.dataset.draft ? form : null;
  }

  function later(event) {
    const form = drafted(event);
    if (!form) return;
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => keep(form), REST));
  }

  /* The fields as they stand, without files: those are sent along with the form itself. */
  function fieldsOf(form) {
    const fields = new FormData(form);
    for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
    fields.delete("verb");
    return new URLSearchParams([...fields]);
  }

  function keep(form) {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    const address = `/desk/drafts/${encodeURIComponent(form.dataset.draft)}/`;
    return fetch(address, { method: "POST", body: fieldsOf(form), keepalive: true, redirect: "error" })
      .then((response) => say(form, response.ok ? "kept" : "failed"), () => say(form, "failed"));
  }

  /* The words stand in the page, in its language: data-kept and data-failed. */
  function say(form, what) {
    const state = form.querySelector("[data-draft-state]") ?? document.querySelector(`[data-draft-state="${form.id}"]`);
    if (state) state.textContent = state.dataset[what] ?? "";
  }

  function keepAll() {
    for (const form of [...waiting.keys()]) if (form.isConnected) keep(form);
  }

  document.addEventListener("input", later);
  document.addEventListener("change", later);
  document.addEventListener("htmx:afterSwap", (event) => {
    const form = event.detail.elt?.closest?.("form[data-draft]");
    if (form) later({ target: form });
  });
  /* What has been sent is no draft any more. */
  document.addEventListener("submit", (event) => {
    clearTimeout(waiting.get(event.target));
    waiting.delete(event.target);
  });
  window.addEventListener("pagehide", keepAll);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keepAll(); });
})();
