/* What is nicer in the writing box of a question with script: files come in by pasting and dropping, and what is about
   to be sent counts down. */
"use strict";

(() => {
  const SECOND = 1000;
  const box = () => document.getElementById("composer");

  /* Files: those that were chosen before stay, and the names are told. */
  function add(form, files) {
    const input = form.querySelector("input[type=file]");
    const all = new DataTransfer();
    for (const file of [...input.files, ...files]) all.items.add(file);
    input.files = all.files;
    tell(form);
  }

  function tell(form) {
    const named = form.querySelector("[data-files-named]");
    const names = [...form.querySelector("input[type=file]").files].map((file) => file.name);
    if (named) named.textContent = names.join(", ") || named.dataset.filesNamed;
  }

  /* A picture of the screen has no name of its own. */
  function called(file, form) {
    if (file.name !== "image.png") return file;
    const at = new Date().toLocaleTimeString("nl-NL").replaceAll(":", ".");
    return new File([file], `${form.dataset.pasted} ${at}.png`, { type: file.type });
  }

  document.addEventListener("paste", (event) => {
    const form = event.target.closest?.("form.composer");
    const files = [...(event.clipboardData?.files ?? [])];
    // What was copied from a text or a sheet is a picture too; the words are meant.
    if (!form || !files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    add(form, files.map((file) => called(file, form)));
  });

  const brings = (event) => box() && event.dataTransfer?.types.includes("Files") && !event.target.matches?.("input[type=file]");
  document.addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    box().dataset.over = "";
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget && box()) delete box().dataset.over; });
  document.addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    delete box().dataset.over;
    add(box(), [...event.dataTransfer.files]);
    box().scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("change", (event) => { if (event.target.matches("form.composer input[type=file]")) tell(event.target.form); });
  if (box()) tell(box());

  /* The moment in which it can be taken back, by the clock of this machine from when the page came. */
  const ends = new WeakMap();
  function count() {
    for (const one of document.querySelectorAll("[data-held-left]")) {
      if (!ends.has(one)) ends.set(one, Date.now() + Number(one.dataset.heldLeft) * SECOND);
      const left = Math.ceil((ends.get(one) - Date.now()) / SECOND);
      const words = left > 0 ? one.dataset.heldWords.replace("0", left) : one.dataset.heldGone;
      if (one.textContent !== words) one.textContent = words;
      // Sent by a machine that looks every two seconds: then the page hears of it.
      if (left < -1 && left % 3 === 0) window.htmx?.trigger("#live", "ask");
    }
  }
  count();
  setInterval(count, SECOND);
})();
