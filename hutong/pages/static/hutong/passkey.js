// Asks the browser for a passkey: the page says what is asked, the answer travels in the form. Its button waits for this
// file: pressed before, the form would go without an answer.
(() => {
  "use strict";
  const read = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const write = (held) => btoa(String.fromCharCode(...new Uint8Array(held))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (keys) => (keys || []).map((key) => ({ ...key, id: read(key.id) }));
  const asked = (form) => {
    const given = JSON.parse(form.dataset.asked);
    given.challenge = read(given.challenge);
    if (given.user) given.user.id = read(given.user.id);
    if (given.excludeCredentials) given.excludeCredentials = named(given.excludeCredentials);
    if (given.allowCredentials) given.allowCredentials = named(given.allowCredentials);
    return { publicKey: given };
  };
  const answer = (key) => {
    const said = { clientDataJSON: write(key.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[part]) said[part] = write(key.response[part]);
    }
    return JSON.stringify({ id: key.id, rawId: write(key.rawId), type: key.type, response: said, clientExtensionResults: {} });
  };
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const failed = form.querySelector("[data-passkey-failed]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      failed.hidden = true;
      try {
        form.elements.answer.value = answer(await navigator.credentials[form.dataset.passkey](asked(form)));
      } catch (refused) {
        failed.hidden = false;
        return;
      }
      form.submit();
    });
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  }
})();
