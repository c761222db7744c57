// Pages work without this file. It keeps drafts of forms marked data-draft until another page than signing in answers
// them, for the worker who typed them and until signing out; it ticks all rows of a list, and stops double sending.
(() => {
  "use strict";
  const SENT = "draft-sent";
  const key = (form) => `draft:${document.body.dataset.who}:${location.pathname}:${form.dataset.draft}`;
  const fields = (form) => [...form.elements].filter((one) => one.name && !["hidden", "password", "file", "submit"].includes(one.type));
  const remember = (form) => {
    const kept = {};
    for (const one of fields(form)) {
      if (one.type === "checkbox" || one.type === "radio") { if (one.checked) (kept[one.name] ||= []).push(one.value); }
      else if (one.value) kept[one.name] = one.value;
    }
    sessionStorage.setItem(key(form), JSON.stringify(kept));
  };
  const recall = (form) => {
    const kept = JSON.parse(sessionStorage.getItem(key(form)) || "null");
    if (!kept) return;
    for (const one of fields(form)) {
      if (!(one.name in kept)) continue;
      if (one.type === "checkbox" || one.type === "radio") one.checked = kept[one.name].includes(one.value);
      else one.value = kept[one.name];
    }
    const told = form.querySelector("[data-draft-told]");
    if (told) told.hidden = false;
  };
  // A form whose sending ended at the sign-in page, at an error, or at the browser's own "no connection" was not
  // received: its draft stays for afterwards. Only a page that one came to from the form's own page answers the form.
  const sent = sessionStorage.getItem(SENT);
  const [came] = performance.getEntriesByType("navigation");
  const isBack = came && came.type === "back_forward";
  const from = document.referrer && new URL(document.referrer).pathname;
  const isAnswer = sent && from && sent.includes(`:${from}:`) && !isBack;
  if (isAnswer && !document.querySelector("[data-keeps-drafts]")) sessionStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
  for (const form of document.querySelectorAll("[data-forgets-drafts]")) {
    form.addEventListener("submit", () => sessionStorage.clear());
  }
  for (const form of document.querySelectorAll("form[data-draft]")) {
    recall(form);
    form.addEventListener("input", () => remember(form));
    form.addEventListener("submit", () => sessionStorage.setItem(SENT, key(form)));
  }
  for (const label of document.querySelectorAll("[data-choose-all]")) {
    const all = label.querySelector("input"), each = label.closest("form").querySelectorAll(`input[name="${label.dataset.chooseAll || "child"}"]`);
    label.hidden = false;
    all.addEventListener("change", () => { for (const one of each) one.checked = all.checked; });
  }
  // A copy sheet: a button puts its line into the clipboard, ticks it and goes on to the next.
  const toClipboard = async (value) => {
    try { await navigator.clipboard.writeText(value.textContent); return; } catch { /* not over plain http: marked and copied the old way */ }
    getSelection().selectAllChildren(value);
    document.execCommand("copy");
  };
  const copies = [...document.querySelectorAll("[data-copies]")];
  for (const one of [...copies, ...document.querySelectorAll("[data-with-script]")]) one.hidden = false;
  copies.forEach((button, at) => button.addEventListener("click", () => {
    const line = button.closest("tr");
    const tick = line.querySelector("input[type=checkbox]");
    tick.checked = true;
    tick.dispatchEvent(new Event("input", { bubbles: true }));
    // At once: who types fast presses Enter again before the clipboard has answered.
    if (copies[at + 1]) copies[at + 1].focus();
    toClipboard(line.querySelector("[data-value]"));
  }));
  // On a phone the menu is one line that is pushed sideways: where one is shall be in sight.
  const here = document.querySelector(".side [aria-current]"), line = here && here.closest("ul");
  if (line) line.scrollLeft = here.offsetLeft - line.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.dataset.sent) { if (form.dataset.sent) event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });
})();
