"use strict";
// Passkeys and security keys: reads what is asked from a JSON block, asks the device, sends the answer by the form.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const told = (credential) => {
    const answer = credential.response;
    const response = { clientDataJSON: text(answer.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (answer[part]) response[part] = text(answer[part]);
    }
    if (answer.getTransports) response.transports = answer.getTransports();
    return {
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
      authenticatorAttachment: credential.authenticatorAttachment || undefined,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  const create = async (asked, passwordless) => {
    const options = asked.publicKey;
    const selection = { ...options.authenticatorSelection };
    selection.residentKey = passwordless ? "required" : "discouraged";
    selection.requireResidentKey = passwordless;
    if (passwordless) selection.userVerification = "required";
    return navigator.credentials.create({ publicKey: {
      ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials), authenticatorSelection: selection,
    } });
  };

  const get = async (asked) => navigator.credentials.get({ publicKey: {
    ...asked.publicKey, challenge: bytes(asked.publicKey.challenge),
    allowCredentials: named(asked.publicKey.allowCredentials),
  } });

  const asked = async (form) => {
    const block = document.getElementById("js_data");
    if (block) return JSON.parse(block.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const wrong = form.querySelector("[data-wrong]");
    if (/^[\d.]+$|^\[/.test(location.hostname)) {
      form.querySelector("button").disabled = true;
      form.querySelector("[data-digits]").hidden = false;
      continue;
    }
    if (!window.PublicKeyCredential) {
      form.querySelector("button").disabled = true;
      if (wrong) wrong.hidden = false;
      continue;
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const data = await asked(form);
        const passwordless = Boolean(form.elements.passwordless?.checked);
        const made = data.creation_options ? await create(data.creation_options, passwordless) : await get(data.request_options);
        form.elements.credential.value = JSON.stringify(told(made));
        form.submit();
      } catch {
        if (wrong) wrong.hidden = false;
      }
    });
  }
})();
