// Signing in anew, in another window, makes the token of this form's page old. The page itself has a fresh one.

const NAME = "csrfmiddlewaretoken";

// Puts a fresh token into a form; false where nobody is signed in.
export const renewToken = async (form) => {
  try {
    const answer = await fetch(location.href);
    if (answer.redirected || !answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(`form[data-draft] input[name=${NAME}]`);
    if (fresh) form.elements[NAME].value = fresh.value;
    return Boolean(fresh);
  } catch {
    return false;
  }
};
