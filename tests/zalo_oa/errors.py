"""How Zalo says no: a code below zero in JSON, nearly always under HTTP 200."""

import orjson

HTTP_OK, HTTP_MISSING = 200, 404
RATE, EXPIRED_ASSET, BAD, TOO_LONG, OA_QUOTA = -32, -100, -201, -210, -211
NOT_FOLLOWING, INVALID_TOKEN, BLOCKS, USER_QUOTA, EXPIRED_TOKEN = -213, -216, -217, -218, -220
SILENT, SEVEN_DAYS, NO_INTERACTION, NIGHT, OA_TYPE = -227, -230, -232, -234, -235
V2_CLOSED, NO_PROOF = -240, -242
# Those of templates, and those of OAuth. Of the latter only their range is known.
TEMPLATE, DATA, DATA_TOO_LONG, DATA_MISSING = -109, -112, -1121, -1122
OAUTH_REQUEST, OAUTH_SECRET, OAUTH_GRANT, OAUTH_REFRESH = -14001, -14004, -14012, -14014
OAUTH_CODE, OAUTH_VERIFIER = -14015, -14016

WORDS = {
    RATE: "API call rate of the OA is over its limit",
    EXPIRED_ASSET: "Attachment has expired",
    BAD: "Params is invalid",
    TOO_LONG: "Params is too long",
    OA_QUOTA: "OA has used up its quota",
    NOT_FOLLOWING: "User has not followed OA",
    INVALID_TOKEN: "Access token is invalid",
    BLOCKS: "User has blocked invitations of OA",
    USER_QUOTA: "OA has used up its quota for this user",
    EXPIRED_TOKEN: "Access token has expired or been removed",
    SILENT: "User is banned or has been inactive for more than 45 days",
    SEVEN_DAYS: "User has not interacted with the OA in the past 7 days",
    NO_INTERACTION: "User's interaction with the OA has expired",
    NIGHT: "This type of message is not sent at night",
    OA_TYPE: "This API does not support this type of OA",
    V2_CLOSED: "API version 2 of messages is closed",
    NO_PROOF: "appsecret_proof is missing or invalid",
    TEMPLATE: "Template is invalid",
    DATA: "Template data is invalid",
    DATA_TOO_LONG: "Template data is too long",
    DATA_MISSING: "Template data is missing",
    OAUTH_SECRET: "Invalid secret key",
    OAUTH_REFRESH: "Invalid refresh token",
    OAUTH_CODE: "Invalid authorization code",
    OAUTH_VERIFIER: "Invalid code verifier",
}
EXPLAINED = {BAD, TOO_LONG, DATA, DATA_TOO_LONG, DATA_MISSING}


class Refused(Exception):
    """A call that is answered with an error.

    `broken`: the bot broke a rule, which no correct bot does. Without it the world changed under
    the bot (a token died, somebody was silent too long), which every bot must live with.
    """

    def __init__(
        self, code: int, why: str = "", *, broken: bool = False, status: int = HTTP_OK
    ) -> None:
        super().__init__(why or WORDS.get(code, "Error"))
        self.code, self.status, self.broken = code, status, broken

    @property
    def told(self) -> str:
        """What the bot reads: which parameter was bad, but not more of what went wrong."""
        return str(self) if self.code in EXPLAINED else WORDS.get(self.code, str(self))

    @property
    def json(self) -> bytes:
        return orjson.dumps({"error": self.code, "message": self.told})


def broken(why: str, code: int = BAD) -> Refused:
    """What happens to a bot that breaks a rule."""
    return Refused(code, why, broken=True)
