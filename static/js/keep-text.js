// Keeps what somebody types into a message in this tab until it is sent: a session that ended in between loses nothing.

const PREFIX = "keep:";

const stored = () => Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));

const read = (name) => {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? {};
  } catch {
    return {};
  }
};

const prepare = (form) => {
  const name = PREFIX + form.dataset.keep;
  const { text, key } = form.elements;
  const kept = read(name);
  if (kept.text && !text.value) {
    text.value = kept.text;
    key.value = kept.key; // should it have been sent after all, it is not sent twice
    const words = form.querySelector("[data-kept-words]");
    if (words) words.textContent = words.dataset.keptWords;
  }
  form.addEventListener("input", () => {
    if (text.value) sessionStorage.setItem(name, JSON.stringify({ text: text.value, key: key.value }));
    else sessionStorage.removeItem(name);
  });
};

const start = () => {
  const sent = document.querySelector("[data-sent]")?.dataset.sent;
  for (const name of stored()) if (sent && read(name).key === sent) sessionStorage.removeItem(name);
  for (const form of document.querySelectorAll("form[data-keep]")) prepare(form);
  // Who signs out leaves nothing behind for the next person at this computer
  for (const form of document.querySelectorAll('form[action="/abmelden/"]'))
    form.addEventListener("submit", () => stored().forEach((name) => sessionStorage.removeItem(name)));
};

try {
  start();
} catch {
  // a browser that stores nothing
}
