/* The call screen: comboboxes for who and what, keys for saving, the time that runs. Without script it is a form. */
"use strict";

(() => {
  const form = () => document.getElementById("register");
  // An Enter that came before its answer: chosen when the answer is there.
  let hasty = null;

  const listOf = (input) => document.getElementById(input.dataset.combo);
  const optionsOf = (input) => [...listOf(input).querySelectorAll("[role=option]")];
  const activeOf = (input) => optionsOf(input).find((one) => one.id === input.getAttribute("aria-activedescendant"));

  /* The roles are only there where the keys work that belong to them. */
  function dress(root) {
    for (const input of root.querySelectorAll("input[data-combo]")) {
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-autocomplete", "list");
      input.setAttribute("aria-controls", input.dataset.combo);
      listOf(input).setAttribute("role", "listbox");
      for (const one of listOf(input).querySelectorAll("button")) {
        one.type = "button";
        one.setAttribute("role", "option");
        one.tabIndex = -1;
      }
      open(input, optionsOf(input).length > 0);
    }
  }

  function open(input, shown) {
    listOf(input).hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    point(input, shown ? optionsOf(input)[0] : null);
  }

  function point(input, option) {
    for (const one of optionsOf(input)) one.setAttribute("aria-selected", String(one === option));
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  function choose(option) {
    const input = document.querySelector(`[data-combo="${option.closest("[role=listbox]").id}"]`);
    const values = { pick: option.value };
    open(input, false);
    htmx.ajax("POST", form().getAttribute("action"), { source: form(), target: "#register", swap: "outerHTML", values });
  }

  function move(input, step) {
    const all = optionsOf(input);
    if (!all.length) return;
    if (listOf(input).hidden) { open(input, true); return; }
    const at = all.indexOf(activeOf(input));
    point(input, all[(at + step + all.length) % all.length]);
  }

  function onCombo(event, input) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(input, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && !listOf(input).hidden) {
      event.preventDefault();
      open(input, false);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const fresh = input.dataset.answered === input.value && !listOf(input).hidden;
      if (fresh && activeOf(input)) choose(activeOf(input));
      else if (input.value.trim()) hasty = input;
    }
  }

  window.addEventListener("keydown", (event) => {
    if (!form() || event.isComposing) return;
    if (event.target.matches?.("input[data-combo]")) onCombo(event, event.target);
    // Enter in a field must not press the first button that there is.
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && event.target.matches?.("#register input:not([type=radio], [type=checkbox], [type=file])")) event.preventDefault();
  }, true);

  document.addEventListener("mousedown", (event) => {
    // The focus stays in the field, so that the list does not close before the click.
    if (event.target.closest?.("[role=listbox]")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest?.("#register [role=option]");
    if (option) choose(option);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.("input[data-combo]") && event.target.isConnected) open(event.target, false);
  });
  document.addEventListener("focusin", (event) => {
    const input = event.target;
    if (input.matches?.("input[data-combo]") && input.dataset.answered === input.value && optionsOf(input).length) open(input, true);
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const input = event.detail.elt;
    if (input.matches?.("input[data-combo]")) input.dataset.asked = input.value;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const input = event.detail.requestConfig?.elt;
    if (input?.matches?.("input[data-combo]") && input.isConnected) answered(input);
  });

  function answered(input) {
    input.dataset.answered = input.dataset.asked;
    open(input, document.activeElement === input && optionsOf(input).length > 0 && input.value.trim() !== "");
    if (hasty === input && input.dataset.answered === input.value) {
      hasty = null;
      if (activeOf(input)) choose(activeOf(input));
    }
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "register") {
      hasty = null;
      dress(form());
      goOn();
    }
  });

  /* What may change the promise renews the sentence; words don't. */
  document.addEventListener("change", (event) => {
    const control = event.target;
    if (control.form !== form() || !form()) return;
    if (/^(kind|urgency|place|q-.*)$/.test(control.name)) htmx.trigger("#say", "renew");
  });

  /* Where one goes on: what is still to be chosen, then what is still to be asked, then the words. */
  function next() {
    const now = form();
    if (now.querySelector(".errors")) return now.querySelector(".errors");
    const stranger = [...now.querySelectorAll("[name^=guest_]")].find((one) => !one.value);
    const questions = now.elements.offer.value.startsWith("product:") && now.querySelector("#questions :is(input:not([type=hidden]), select, textarea)");
    const what = now.querySelector("#id_product");
    return now.querySelector("#id_requester") || (what && stranger) || what || questions || now.elements.description;
  }

  function goOn() {
    const control = next();
    control?.focus();
    // One writes on behind what is there.
    if (control?.matches("textarea")) control.setSelectionRange(control.value.length, control.value.length);
  }

  /* How long the conversation has lasted. */
  function tick() {
    for (const time of document.querySelectorAll("[data-since]")) {
      const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(time.dataset.since)) / 1000));
      time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }
  }

  function begin() {
    if (!form()) return;
    dress(document);
    tick();
    setInterval(tick, 1000);
    // Who loads the page again goes on with this conversation.
    const call = form().elements.call.value;
    if (window.location.search !== `?call=${call}`) window.history.replaceState(null, "", `?call=${call}`);
    if (document.activeElement === document.body) goOn();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
