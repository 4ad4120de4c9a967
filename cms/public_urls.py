"""The allow-list: every address that answers without an account, and why. Nothing else does."""

PUBLIC_URLS: dict[str, str] = {
    "landing": "what this is and how to get in; a member sees the start page there",
    "account_login": "sign-in",
    "account_signup": "closed: answers 404 until registration is built",
    "account_reset_password": "ask for a mail to set a new password",
    "account_reset_password_done": "says that the mail is on its way",
    "account_reset_password_from_key": "set a password with the link of that mail; a new member's first sign-in",
    "account_reset_password_from_key_done": "says that the password is set",
    "admin_gate": "sends anonymous visitors of the admin to the sign-in; shows no content",
    "imprint": "Impressum, required by law",
    "privacy": "Datenschutzerklärung, required by law",
    "accessibility": "Erklärung zur Barrierefreiheit, required by law",
    "accessibility_feedback": "report a barrier, required by law without an account",
    "health": "the operator's monitoring; states only",
}
