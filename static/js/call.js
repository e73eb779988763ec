/* The call screen: comboboxes for who and what, keys for saving, the time that runs. Without script it is a form. */
"use strict";

(() => {
  const form = () => document.getElementById("register");
  const PATIENCE = 8000;
  const LISTENS = 3000;
  // An Enter that came before its answer: chosen when the answer is there.
  let hasty = null;
  // What is typed from then on, key by key: it goes to where one goes on, as soon as that is known.
  let ahead = null;

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
      if (optionsOf(input).length) input.dataset.answered = input.value;
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
    ahead ??= [];
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
      if (input.dataset.answered !== input.value) { if (input.value.trim()) wait(input); }
      else if (listOf(input).hidden) open(input, optionsOf(input).length > 0);
      else if (activeOf(input)) choose(activeOf(input));
    }
  }

  function wait(input) {
    hasty = input;
    ahead ??= [];
    // What never comes must not keep what is typed.
    setTimeout(() => { if (hasty === input) { hasty = null; goOnTyping(); } }, PATIENCE);
  }

  /* Keep text, Enters and Tabs for later; everything else does what it always does. */
  function typeAhead(event) {
    const command = event.ctrlKey || event.metaKey;
    const isText = event.key.length === 1 && !command && !event.altKey;
    if (event.key === "Escape") { hasty = null; ahead = null; }
    if (!isText && event.key !== "Enter" && event.key !== "Tab") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ahead.push({ key: event.key, ctrlKey: command, shiftKey: event.shiftKey });
  }

  function goOnTyping() {
    const keys = ahead ?? [];
    ahead = null;
    while (keys.length) {
      const pressed = keys.shift();
      const control = document.activeElement;
      if (pressed.key === "Tab") step(control, pressed.shiftKey ? -1 : 1);
      else if (pressed.key !== "Enter") write(control, pressed.key);
      else if (pressed.ctrlKey) control.dispatchEvent(new KeyboardEvent("keydown", { ...pressed, bubbles: true, cancelable: true }));
      else if (control.matches("textarea")) write(control, "\n");
      else if (control.matches("input[data-combo]")) { wait(control); ahead.push(...keys.splice(0)); }
    }
  }

  /* As Tab goes: from field to field, and past the rest of a group of choices. */
  function step(control, by) {
    const isNext = (one) => one === control || (one.tabIndex >= 0 && one.checkVisibility() && (one.type !== "radio" || one.name !== control.name));
    const all = [...form().querySelectorAll("input:not([type=hidden]), select, textarea, button, summary, a[href]")].filter(isNext);
    all[all.indexOf(control) + by]?.focus();
  }

  function write(control, text) {
    if (text === " " && control.matches("[type=radio], [type=checkbox]")) control.click();
    if (!control.matches("textarea, input:not([type=radio], [type=checkbox], [type=file])")) return;
    control.value += text;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }

  window.addEventListener("keydown", (event) => {
    if (!form() || event.isComposing) return;
    if (ahead) typeAhead(event);
    else if (event.target.matches?.("input[data-combo]")) onCombo(event, event.target);
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

  document.addEventListener("htmx:afterSettle", (event) => {
    const config = event.detail.requestConfig;
    // Only now do the new fields look up what is typed in them.
    if (event.detail.target?.id === "register") goOnTyping();
    if (config?.elt.matches("input[data-combo]") && config.elt.isConnected) answered(config.elt, config.parameters[config.elt.name]);
  });

  /* These are the answers to `words`, which may not be what stands there by now. */
  function answered(input, words) {
    input.dataset.answered = words;
    open(input, document.activeElement === input && optionsOf(input).length > 0 && input.value.trim() !== "");
    if (hasty === input && input.dataset.answered === input.value) {
      hasty = null;
      if (activeOf(input)) choose(activeOf(input));
      else goOnTyping();
    }
  }

  /* What could not be chosen lets one type on where one is. */
  document.addEventListener("htmx:afterRequest", (event) => {
    if (ahead && !event.detail.successful) { hasty = null; goOnTyping(); }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "register") {
      hasty = null;
      dress(form());
      goOn();
      // A field that looks nothing up takes it at once.
      if (!document.activeElement.matches("input[data-combo]")) goOnTyping();
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

  /* Who picks up opens the screen at once; the exchange tells a moment later who it is. As long as nothing was done. */
  async function listen() {
    const input = document.getElementById("id_requester");
    const isUntouched = input && !input.value && !form().elements.description.value && !form().elements.offer.value;
    if (!isUntouched || document.hidden) return;
    const answer = await fetch(document.querySelector("[data-ringing]").dataset.ringing, { redirect: "error" }).catch(() => null);
    const address = answer?.status === 200 ? await answer.text() : "";
    if (address && !input.value && input.isConnected) window.location.replace(address);
  }

  function begin() {
    if (!form()) return;
    dress(document);
    tick();
    setInterval(tick, 1000);
    setInterval(listen, LISTENS);
    // Who loads the page again goes on with this conversation.
    const call = form().elements.call.value;
    if (window.location.search !== `?call=${call}`) window.history.replaceState(null, "", `?call=${call}`);
    if (document.activeElement === document.body) goOn();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
