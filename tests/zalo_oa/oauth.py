"""The address that gives tokens, for a form and the App Secret in a header."""

from collections.abc import Mapping

from tests.zalo_oa.delivery import Account
from tests.zalo_oa.errors import OAUTH_GRANT, OAUTH_REQUEST, OAUTH_SECRET, broken
from tests.zalo_oa.tokens import Tokens
from tests.zalo_oa.values import Json

PATH = "/v4/oa/access_token"
FORM = "application/x-www-form-urlencoded"
_ALL = {"app_id", "grant_type"}
_GRANTS = {
    "refresh_token": _ALL | {"refresh_token"},
    "authorization_code": _ALL | {"code", "code_verifier"},
}


def give(tokens: Tokens, account: Account, secret: str | None, form: Mapping[str, str]) -> Json:
    """A new pair of tokens; from now on the old one is dead."""
    if secret != account.app_secret:
        raise broken("the header secret_key is not the App Secret", OAUTH_SECRET)
    _check(account, form)
    if form["grant_type"] == "refresh_token":
        return tokens.refresh(form["refresh_token"])
    return tokens.exchange(form["code"], form["code_verifier"])


def _check(account: Account, form: Mapping[str, str]) -> None:
    wanted = _GRANTS.get(form.get("grant_type", ""))
    if wanted is None:
        raise broken(f"grant_type must be one of {', '.join(_GRANTS)}", OAUTH_GRANT)
    if form.keys() != wanted:
        raise broken(f"the form must have exactly {', '.join(sorted(wanted))}", OAUTH_REQUEST)
    if form["app_id"] != account.app_id:
        raise broken("another app's id", OAUTH_REQUEST)
