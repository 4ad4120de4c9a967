// Offers what there is already while somebody types a question. Without it a button does.

const PAUSE = 700; // milliseconds after the last key
const LONGEST_WAIT = 8000; // for an answer: what comes later is about another text

const prepare = (form) => {
  const list = form.querySelector("[data-similar-list]");
  const title = form.elements.title;
  if (!list || !title) return;
  form.querySelector("[data-similar-button]")?.remove();
  let timer = 0;
  let asked = "";
  const look = async () => {
    const body = form.elements.body?.value ?? "";
    const text = `${title.value}\n${body}`;
    if (text === asked) return;
    asked = text;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("title", title.value);
    data.set("body", body);
    try {
      const answer = await fetch(form.dataset.similar, { method: "POST", body: data, signal: AbortSignal.timeout(LONGEST_WAIT) });
      if (!answer.ok || answer.redirected || asked !== text) return;
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      if (found.textContent.trim() !== list.textContent.trim()) list.replaceChildren(...found.childNodes);
    } catch {
      asked = ""; // the next key tries again
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  if (title.value) look();
};

document.querySelectorAll("form[data-similar]").forEach(prepare);
