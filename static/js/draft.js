// Saves a form on the server while somebody types and when the page is left. Without it "Keep as a draft" does.

const PAUSE = 2000; // milliseconds after the last key

const withoutFiles = (form) => {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
};

const prepare = (form) => {
  const state = form.querySelector("[data-draft-state]");
  let timer = 0;
  let isChanged = false;

  const save = async () => {
    clearTimeout(timer);
    if (!isChanged || form.hasAttribute("data-busy")) return;
    isChanged = false;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: withoutFiles(form), keepalive: true });
      if (!answer.ok) throw new Error(answer.status);
      state.textContent = (await answer.json()).text;
    } catch {
      isChanged = true;
    }
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    event.target.closest(".kern-form-input, .kern-fieldset")?.querySelector(".p-suggest")?.remove();
    isChanged = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    isChanged = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && form.isConnected) save();
  });
};

const start = () => document.querySelectorAll("form[data-draft]").forEach(prepare);

start();
document.addEventListener("portal:page", start);
