// Passkeys: what the page asks for goes to the browser, and its answer into the form.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const listed = (known) => (known || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const answerOf = (made) => {
    const said = made.response, parts = { clientDataJSON: text(said.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
      if (said[name]) parts[name] = text(said[name]);
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response: parts, clientExtensionResults: {} });
  };
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    const told = form.querySelector("[data-told]"), button = form.querySelector("button");
    told.textContent = "";
    button.disabled = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      button.disabled = true;
      const asked = JSON.parse(form.dataset.options);
      asked.challenge = bytes(asked.challenge);
      try {
        let made;
        if (form.dataset.passkey === "make") {
          asked.user.id = bytes(asked.user.id);
          asked.excludeCredentials = listed(asked.excludeCredentials);
          made = await navigator.credentials.create({ publicKey: asked });
        } else {
          asked.allowCredentials = listed(asked.allowCredentials);
          made = await navigator.credentials.get({ publicKey: asked });
        }
        form.elements.credential.value = answerOf(made);
        form.submit();
      } catch {
        told.textContent = told.dataset.refused;
        button.disabled = false;
      }
    });
  }
})();
