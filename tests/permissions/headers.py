"""What every answer carries: policies for browsers, nothing for caches, no cookie but two."""

from django.conf import settings
from django.http import HttpResponse

FILES = ("/medien/", "/dateien/")
WAGTAILS_OWN = frozenset({"/admin/sprite/", "/admin/jsi18n/", "/admin/modeladmin/jsi18n/"})  # the same for everybody
COOKIES = frozenset({settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME})
SAID = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
STRICT = {
    "default-src": {"'self'"},
    "script-src": {"'self'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'self'"},
    "form-action": {"'self'"},
}


def policy_of(answer: HttpResponse) -> dict[str, set[str]]:
    """Return the directives of an answer's content security policy."""
    directives = [part.split() for part in answer.headers["Content-Security-Policy"].split(";") if part.strip()]
    return {name: set(sources) for name, *sources in directives}


def has_no_loophole(policy: dict[str, set[str]]) -> bool:
    """Return whether a policy lets nothing run or load that is not the portal's own."""
    sources = {source for allowed in policy.values() for source in allowed}
    return not sources & {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "'unsafe-hashes'"} and not any(
        "." in source for source in sources
    )


def wrong_headers(path: str, answer: HttpResponse, *, is_admin: bool) -> list[str]:
    """Return what is wrong with the headers of an answer, nothing where all is as it should be."""
    wrong = [f"cookie {name}" for name in answer.cookies if name not in COOKIES]
    rules = {rule.strip().partition("=")[0] for rule in answer.headers.get("Cache-Control", "").split(",")}
    if is_admin:
        is_kept = rules & {"public", "s-maxage"} or not rules & {"no-store", "no-cache"}
        return [*wrong, "kept by caches"] if is_kept and path not in WAGTAILS_OWN else wrong
    wrong += [name for name, value in SAID.items() if answer.headers.get(name) != value]
    wrong += ["Access-Control-Allow-Origin"] if "Access-Control-Allow-Origin" in answer.headers else []
    policy = policy_of(answer)
    wrong += [] if has_no_loophole(policy) else ["policy with a loophole"]
    if path.startswith(FILES) and answer.status_code == 200:
        wrong += [] if rules == {"private", "no-cache"} and answer.headers.get("ETag") else ["caching of a file"]
        is_dead = policy.get("default-src") == {"'none'"} and "script-src" not in policy and "sandbox" in policy
        return wrong if is_dead else [*wrong, "policy of a file"]
    wrong += [] if {"private", "no-store"} <= rules and "ETag" not in answer.headers else ["kept by caches"]
    return wrong + [f"policy {name}" for name, sources in STRICT.items() if policy.get(name) != sources]
