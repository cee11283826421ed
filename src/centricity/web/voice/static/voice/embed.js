// Puts a survey into the page that brings this script in: <script src=".../s/embed.js" data-survey="..." async></script>
// data-mode: inline (usual) or button; data-language: ru or en; data-text: the words on the button.
(() => {
  "use strict";
  const script = document.currentScript;
  const survey = script && script.dataset.survey;
  if (!survey || !/^[\w-]+$/.test(survey)) return;
  const host = new URL(script.src).origin;
  const english = !(script.dataset.language || document.documentElement.lang || "").toLowerCase().startsWith("ru");
  const words = english ? { title: "Survey", open: "Share your opinion", close: "Close" }
    : { title: "Опрос", open: "Поделиться мнением", close: "Закрыть" };
  const styled = (element, style) => Object.assign(element.style, style) && element;
  const made = (name, style, more) => styled(Object.assign(document.createElement(name), more), style);
  const plain = { font: "inherit", minHeight: "44px", minWidth: "44px", padding: "8px 16px", cursor: "pointer" };

  const frame = made("iframe", { display: "block", width: "100%", height: "480px", border: "0" }, { title: words.title });
  const load = () => { if (!frame.src) frame.src = `${host}/s/${survey}/?embed=1&lang=${english ? "en" : "ru"}`; };
  frame.addEventListener("load", () => frame.contentWindow.postMessage("centricity:hello", host));

  let dialog = null;
  window.addEventListener("message", (event) => {
    if (event.origin !== host || event.source !== frame.contentWindow || !event.data) return;
    const height = Number(event.data.height);
    if (event.data.centricity === "height" && height > 0) frame.style.height = `${Math.min(Math.max(height, 120), 10000)}px`;
    if (event.data.centricity === "escape" && dialog) dialog.close();
  });

  if (script.dataset.mode !== "button") {
    load();
    script.after(frame);
    return;
  }
  const button = made("button", plain, { type: "button", textContent: script.dataset.text || words.open });
  const close = made("button", { ...plain, display: "block", marginLeft: "auto" }, { type: "button", textContent: words.close });
  dialog = made("dialog", {
    boxSizing: "border-box", width: "min(44rem, 96vw)", maxWidth: "none", maxHeight: "94vh", overflow: "auto",
    padding: "8px", border: "1px solid", borderRadius: "8px",
  });
  dialog.setAttribute("aria-label", words.title);
  button.setAttribute("aria-haspopup", "dialog");
  dialog.append(close, frame);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => button.focus());
  // The browser keeps the focus within a modal dialog, save for its own bar; from either end it goes to the other.
  const end = made("span", {}, { tabIndex: 0 });
  const begin = made("span", {}, { tabIndex: 0 });
  begin.addEventListener("focus", () => frame.focus());
  end.addEventListener("focus", () => close.focus());
  dialog.prepend(begin);
  dialog.append(end);
  button.addEventListener("click", () => { load(); dialog.showModal(); close.focus(); });
  script.after(button, dialog);
})();
